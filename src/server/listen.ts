import { chmod, lstat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { ListenAddress } from './options.ts';

/** The address cannot be listened on; the message is one sentence that says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Makes a server listen.
 * @returns the address for people and programs: `http://127.0.0.1:5000`, or the socket's path.
 * @throws ListenError
 */
export async function listen(server: Server, address: ListenAddress): Promise<string> {
  try {
    if ('socket' in address) {
      await listenOnSocket(server, address.socket);
      return address.socket;
    }
    await listening(server, { host: address.host, port: address.port });
    const { address: host, port, family } = server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
  } catch (error) {
    if (error instanceof ListenError) throw error;
    throw new ListenError(sentence(address, error as NodeJS.ErrnoException), { cause: error });
  }
}

function listening(server: Server, options: object): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A named pipe of Windows: it has no file, so nothing is left over or to be protected. */
function isNamedPipe(path: string): boolean {
  return path.startsWith('\\\\.\\pipe\\') || path.startsWith('\\\\?\\pipe\\');
}

async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (isNamedPipe(path)) return listening(server, { path });
  await removeStaleSocket(path);
  // The mask applies while the socket is made: there is no moment in which others could connect.
  const mask = process.umask(0o177);
  try {
    await listening(server, { path });
  } finally {
    process.umask(mask);
  }
  await chmod(path, 0o600);
}

/** Removes what a server that was killed left behind; never a file, never a socket that answers. */
async function removeStaleSocket(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return;
  if (!stats.isSocket()) {
    throw new ListenError(`${path} exists and is not a socket; choose another path for --socket.`);
  }
  if (await answers(path)) {
    throw new ListenError(
      `Another server listens on the socket ${path}; stop it, or choose another path for --socket.`,
    );
  }
  await unlink(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    // Only a refusal proves that nobody is there; anything else is treated as somebody.
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      end(code !== 'ECONNREFUSED' && code !== 'ENOENT');
    });
  });
}

function sentence(address: ListenAddress, { code, message }: NodeJS.ErrnoException): string {
  if ('socket' in address) return `Cannot listen on the socket ${address.socket}: ${message}.`;
  const { host, port } = address;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use; stop what listens there, or choose another --port (0 takes a free one).`;
    case 'EACCES':
      return `Port ${port} needs more rights; choose a --port from 1024 up.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; use --host 127.0.0.1, or 0.0.0.0 for every interface.`;
    default:
      return `Cannot listen on port ${port} of ${host}: ${message}.`;
  }
}
