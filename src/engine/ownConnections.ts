import { Agent } from 'node:http';
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import type { EngineAddress } from './engineAddress.ts';
import { dialStdio } from './sshConnection.ts';

/** Addresses that are reached over a network. */
export type NetworkAddress = Exclude<EngineAddress, { kind: 'socket' }>;

/**
 * What the client library is told that it speaks to. In VS Code an agent of an extension's own is
 * used for this host only: for any other, its requests go by VS Code's agent, which knows neither
 * ssh nor a client's certificate, and maybe by a proxy.
 */
export const SEEMING_HOST = 'localhost';

/** HTTP connections to an engine, made here, wherever requests seem to go. */
export function ownConnections(address: NetworkAddress): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 2 });
  agent.createConnection = () => dial(address);
  return agent;
}

function dial(address: NetworkAddress): Duplex {
  if (address.kind === 'ssh') return dialStdio(address);
  const { host, port, tls } = address;
  if (tls === undefined) return connect({ host, port });
  const { skipVerify, ...material } = tls;
  return connectSecurely({
    host,
    port,
    ...material,
    // An address is no name of a server; it is compared with the certificate all the same.
    ...(isIP(host) === 0 && { servername: host }),
    rejectUnauthorized: skipVerify !== true,
  });
}
