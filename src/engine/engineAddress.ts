import { sentence } from '../text/sentence.ts';
import { EngineError } from './engineError.ts';

/** Certificates of a TLS connection, as PEM text. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Accepts any certificate of the engine: Docker's `SkipTLSVerify`. */
  readonly skipVerify?: boolean;
}

/** Where an engine listens. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls?: TlsMaterial;
    }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly port?: number;
      readonly user?: string;
    };

/** An address and where it was found, for people. */
export interface NamedAddress {
  readonly address: EngineAddress;
  /** `DOCKER_HOST`, `context desktop-linux`, `setting yolo.engine.host`, `default`. */
  readonly origin: string;
}

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;
/** What may stand in a host or user that is handed to ssh: never a leading dash, never a blank. */
const HOST = /^[\p{L}\p{N}_:][\p{L}\p{N}._:%-]*$/u;
const USER = /^[\p{L}\p{N}_][\p{L}\p{N}._@+-]*$/u;

/**
 * Reads an address as `DOCKER_HOST` and contexts write it: `unix://`, `npipe://`, `tcp://`,
 * `http://`, `https://` or `ssh://`.
 * @param tls certificates that go with it; `https` and port 2376 without any use the system's.
 * @throws EngineError with reason `unreachable` when it is none of these.
 */
export function parseAddress(text: string, tls?: TlsMaterial): EngineAddress {
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const kind = scheme.toLowerCase();
  if (kind === 'unix' && rest.startsWith('/')) return { kind: 'socket', path: rest };
  if (kind === 'npipe' && rest !== '') {
    return { kind: 'socket', path: rest.replaceAll('\\', '/') };
  }
  const url = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url === undefined || !HOST.test(host)) throw unreadable(text);
  const port = url.port === '' ? undefined : Number(url.port);
  const path = url.pathname.replace(/^\/$/, '');
  if (kind === 'ssh') {
    const user = decodeURIComponent(url.username);
    if (path !== '' || url.password !== '' || (user !== '' && !USER.test(user))) {
      throw unreadable(text);
    }
    return { kind, host, ...(port && { port }), ...(user && { user }) };
  }
  if (!['tcp', 'http', 'https'].includes(kind) || path !== '') throw unreadable(text);
  const secure = tls !== undefined || kind === 'https' || port === TLS_PORT;
  return {
    kind: 'tcp',
    host,
    port: port ?? (secure ? TLS_PORT : PLAIN_PORT),
    ...(secure && { tls: tls ?? {} }),
  };
}

function unreadable(text: string): EngineError {
  return new EngineError(
    'unreachable',
    sentence('“{0}” is not the address of a Docker Engine.', text.slice(0, 200)),
    sentence(
      'Write it as unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host, in the setting yolo.engine.host or in DOCKER_HOST.',
    ),
  );
}

/** The address as people write it, for messages. */
export function describeAddress(address: EngineAddress): string {
  switch (address.kind) {
    case 'socket':
      return address.path;
    case 'tcp':
      return `tcp://${bracketed(address.host)}:${address.port}`;
    case 'ssh':
      return `ssh://${address.user ? `${address.user}@` : ''}${bracketed(address.host)}${address.port ? `:${address.port}` : ''}`;
  }
}

/** Whether containers' ports on 127.0.0.1 of the engine's host are not those of this machine. */
export function isRemote(address: EngineAddress): boolean {
  if (address.kind === 'socket') return false;
  return address.kind === 'ssh' || !['127.0.0.1', '::1', 'localhost'].includes(address.host);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
