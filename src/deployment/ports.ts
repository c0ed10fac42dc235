import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import type { ContainerInfo } from 'dockerode';
import { listRunning } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';

/** Who holds a port, as far as that can be known. */
export type PortHolder =
  | { readonly kind: 'container'; readonly id: string; readonly name: string }
  | { readonly kind: 'process'; readonly pid: number; readonly name: string }
  | { readonly kind: 'unknown' };

/** The highest port there is. */
const LAST_PORT = 65_535;

/**
 * Who holds a port on the loopback of the engine's host; undefined when it is free. On a remote
 * host only containers can be seen.
 * @param except containers that will give it back.
 */
export async function portHolder(
  engine: Engine,
  port: number,
  except: readonly string[] = [],
): Promise<PortHolder | undefined> {
  const running = await listRunning(engine);
  return holderAmong(running, engine, port, except);
}

/**
 * The first of `count` consecutive free ports, from `port` on.
 * @param except containers that will give theirs back.
 * @returns undefined when there are none up to 65,535.
 */
export async function nextFreePorts(
  engine: Engine,
  port: number,
  count: number,
  except: readonly string[] = [],
): Promise<number | undefined> {
  const running = await listRunning(engine);
  let first = port;
  for (let next = port; next <= LAST_PORT; next++) {
    if (await holderAmong(running, engine, next, except)) first = next + 1;
    else if (next - first + 1 === count) return first;
  }
  return undefined;
}

async function holderAmong(
  running: readonly ContainerInfo[],
  engine: Engine,
  port: number,
  except: readonly string[],
): Promise<PortHolder | undefined> {
  const container = running.find(({ Ports }) =>
    Ports.some(({ PublicPort, IP = '', Type }) => {
      const onLoopback = IP === '' || IP === '0.0.0.0' || IP === '127.0.0.1' || IP === '::';
      return PublicPort === port && Type === 'tcp' && onLoopback;
    }),
  );
  if (container) {
    if (except.includes(container.Id)) return undefined;
    const name = (container.Names[0] ?? container.Id).replace(/^\//, '');
    return { kind: 'container', id: container.Id, name };
  }
  if (engine.remote || (await canListen(port))) return undefined;
  return (await processAt(port)) ?? { kind: 'unknown' };
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A port that may not be used by us may still be used by the engine.
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}

/** State of a socket that listens, in /proc/net/tcp. */
const LISTENS = '0A';

/** The process that listens on a port, where Linux shows it: those of the same user. */
async function processAt(
  port: number,
): Promise<Extract<PortHolder, { kind: 'process' }> | undefined> {
  if (process.platform !== 'linux') return undefined;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set(
    tables
      .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
      .filter((columns) => columns[1]?.endsWith(`:${hex}`) && columns[3] === LISTENS)
      .map((columns) => `socket:[${columns[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (!inodes.has(target)) continue;
      // Not its "comm", which is the name of a thread: "MainThread" for every program on Node.
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { kind: 'process', pid: Number(pid), name: basename(command.split('\0', 1)[0] ?? '') };
    }
  }
  return undefined;
}
