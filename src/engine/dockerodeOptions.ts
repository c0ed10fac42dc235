import { Agent } from 'node:http';
import type { DockerOptions } from 'dockerode';
import { failingWhenCut } from './cutAnswers.ts';
import type { EngineAddress } from './engineAddress.ts';
import { ownConnections, SEEMING_HOST } from './ownConnections.ts';

/** What the client library takes, with what its types leave out. */
type Options = DockerOptions & { readonly agent?: Agent };

/** The library fills in from the environment what is not there at all. */
const NOTHING = {
  host: undefined,
  port: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
};

/** How the client library reaches an address, whatever the environment says. */
export function dockerodeOptions(address: EngineAddress): Options {
  if (address.kind === 'socket') {
    const agent = failingWhenCut(new Agent({ keepAlive: true, maxFreeSockets: 2 }));
    return { ...NOTHING, socketPath: address.path, protocol: 'http', agent };
  }
  const agent = failingWhenCut(ownConnections(address));
  return { ...NOTHING, host: SEEMING_HOST, port: 80, protocol: 'http', agent };
}
