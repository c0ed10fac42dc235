import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where one server listens. */
export interface SocketAddress {
  /** Path of a Unix socket that does not exist yet, or name of a Windows pipe. */
  readonly path: string;
  /** Removes the folder that was made for it. */
  remove(): Promise<void>;
}

/** macOS allows 104 bytes with the final zero, Linux 108. */
const LONGEST_PATH = 103;
const PREFIX = 's-';
const NAME = 'yolo';
/** What `mkdtemp` appends. */
const RANDOM_LENGTH = 6;

/**
 * Makes an address that only this user can reach: a socket in a new folder of its own (0700).
 *
 * @param folder where to make it; the system's folder for temporary files is used instead when
 *   sockets there would have too long a path, or nothing can be written there.
 */
export async function newSocketAddress(folder: string): Promise<SocketAddress> {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\yolo-dock-${randomUUID()}`, remove: async () => undefined };
  }
  const own = (await privateFolder(folder)) ?? (await mkdtemp(join(tmpdir(), 'yolo-')));
  return {
    path: join(own, NAME),
    remove: () => rm(own, { recursive: true, force: true }).catch(() => undefined),
  };
}

async function privateFolder(parent: string): Promise<string | undefined> {
  const longest = join(parent, PREFIX + '0'.repeat(RANDOM_LENGTH), NAME);
  if (Buffer.byteLength(longest) > LONGEST_PATH) return undefined;
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(parent, PREFIX));
  } catch {
    return undefined;
  }
}

/** Younger folders may be those of servers that have not made their socket yet. */
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * Removes the folders of windows that were killed. A server takes its socket with it, so such a
 * folder is empty; one in use is not, and stays.
 */
export async function removeAbandonedSockets(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const latest = Date.now() - ABANDONED_AFTER_MS;
  const remove = async (path: string): Promise<void> => {
    if ((await stat(path)).mtimeMs < latest) await rmdir(path);
  };
  const ours = names.filter((name) => name.startsWith(PREFIX));
  await Promise.allSettled(ours.map((name) => remove(join(folder, name))));
}
