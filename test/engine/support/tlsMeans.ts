import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineTls } from '../../../scripts/engine/keeperProtocol.ts';
import { freePort } from '../../support/freePort.ts';
import { Authority } from './authority.ts';
import { writeDockerContext } from './dockerContext.ts';

/** An address of this machine that is not its usual loopback, and so counts as another host's. */
const HOST = '127.0.0.2';

/** What an engine and a person need to find each other by TLS. */
export interface TlsMeans {
  /** For the engine. */
  readonly engine: EngineTls;
  /** `127.0.0.2:PORT`. */
  readonly address: string;
  /** Folder with the person's certificates, as `DOCKER_CERT_PATH` names one. */
  readonly certificates: string;
  /**
   * Folder of Docker's settings with two contexts: `factory-tls`, and `stranger`, whose authority is
   * not that of the engine.
   */
  readonly config: string;
}

/** Issues certificates, and writes Docker contexts that have them. */
export async function tlsMeans(): Promise<TlsMeans> {
  const folder = mkdtempSync(join(tmpdir(), 'yolo-tls-'));
  const at = (name: string): string => join(folder, name);
  const authority = new Authority(at('authority'));
  const own = authority.issue({ folder: at('engine'), names: `IP:${HOST}` });
  const certificates = authority.issue({ folder: at('mine') });
  const theirs = new Authority(at('other-authority')).issue({ folder: at('theirs') });
  const port = await freePort(HOST);
  const address = `${HOST}:${port}`;
  const config = at('docker');
  const context = { host: `tcp://${address}`, description: 'The machine in the hall' };
  writeDockerContext(config, { ...context, name: 'factory-tls', certificates });
  writeDockerContext(config, { ...context, name: 'stranger', certificates: theirs });
  const engine = {
    host: HOST,
    port,
    ca: authority.certificate,
    cert: join(own, 'cert.pem'),
    key: join(own, 'key.pem'),
  };
  return { engine, address, certificates, config };
}
