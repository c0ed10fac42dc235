import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a certificate is for. */
export interface CertificateWanted {
  /** Where it is put, as `cert.pem` and `key.pem`, with the authority's `ca.pem`. */
  readonly folder: string;
  /** `IP:127.0.0.2`, `DNS:engine`; none for a client. */
  readonly names?: string;
  /** Days that it holds; negative for one that has expired. */
  readonly days?: number;
}

/** A certificate authority of our own, by openssl. */
export class Authority {
  readonly #folder: string;

  /** @param folder is made. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', join(folder, 'ca-key.pem'), '-out', this.certificate],
      ...['-subj', '/CN=test authority', '-days', '2'],
    );
  }

  /** File of the authority's own certificate. */
  get certificate(): string {
    return join(this.#folder, 'ca.pem');
  }

  /** Issues a certificate with its key. @returns its folder. */
  issue({ folder, names, days = 2 }: CertificateWanted): string {
    mkdirSync(folder, { recursive: true });
    const [request, extensions] = [join(folder, 'request.pem'), join(folder, 'extensions')];
    openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', join(folder, 'key.pem'), '-out', request, '-subj', '/CN=test'],
    );
    const use = names === undefined ? 'clientAuth' : 'serverAuth';
    const lines = [`extendedKeyUsage=${use}`, ...(names ? [`subjectAltName=${names}`] : [])];
    writeFileSync(extensions, `${lines.join('\n')}\n`);
    openssl(
      ...['x509', '-req', '-in', request, '-out', join(folder, 'cert.pem')],
      ...['-CA', this.certificate, '-CAkey', join(this.#folder, 'ca-key.pem'), '-CAcreateserial'],
      ...['-days', String(days), '-extfile', extensions],
    );
    copyFileSync(this.certificate, join(folder, 'ca.pem'));
    return folder;
  }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
