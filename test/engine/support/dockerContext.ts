import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A context of Docker's settings. */
export interface DockerContextWanted {
  readonly name: string;
  readonly description: string;
  /** As `DOCKER_HOST` has it. */
  readonly host: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`. */
  readonly certificates: string;
}

/** Writes a context as `docker context create` does. @param config folder of Docker's settings. */
export function writeDockerContext(
  config: string,
  { name, description, host, certificates }: DockerContextWanted,
): void {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = join(config, 'contexts', 'meta', id);
  const tls = join(config, 'contexts', 'tls', id, 'docker');
  for (const folder of [meta, tls]) mkdirSync(folder, { recursive: true });
  const written = {
    Name: name,
    Metadata: { Description: description },
    Endpoints: { docker: { Host: host, SkipTLSVerify: false } },
  };
  writeFileSync(join(meta, 'meta.json'), JSON.stringify(written));
  for (const file of ['ca.pem', 'cert.pem', 'key.pem']) {
    copyFileSync(join(certificates, file), join(tls, file));
  }
}
