import type { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { DockerOptions } from 'dockerode';
import type { EngineAddress } from './engineAddress.ts';
import { sshAgent } from './sshAgent.ts';

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
  switch (address.kind) {
    case 'socket':
      return { ...NOTHING, socketPath: address.path, protocol: 'http' };
    case 'ssh':
      // The host is only for the Host header; the agent makes the connections.
      return {
        ...NOTHING,
        host: 'docker.invalid',
        port: 80,
        protocol: 'http',
        agent: sshAgent(address),
      };
    case 'tcp': {
      const { host, port, tls } = address;
      if (tls === undefined) return { ...NOTHING, host, port, protocol: 'http' };
      const { skipVerify, ...material } = tls;
      const agent = new SecureAgent({ ...material, rejectUnauthorized: skipVerify !== true });
      return { ...NOTHING, host, port, protocol: 'https', agent };
    }
  }
}
