import { existsSync, readFileSync } from 'node:fs';

/**
 * The certificate authorities that this machine is told to trust beyond the usual ones, as where a
 * proxy re-signs all TLS; undefined where it is told of none.
 */
export function machineCertificates(): Buffer | undefined {
  const { NODE_EXTRA_CA_CERTS, SSL_CERT_FILE } = process.env;
  const file = NODE_EXTRA_CA_CERTS || SSL_CERT_FILE;
  return file && existsSync(file) ? readFileSync(file) : undefined;
}
