import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { compile } from '../../gpu-host/compile.ts';

/** An image of a few kilobytes whose containers only stay: `hold N` is N processes. */
export const HOLD_IMAGE = 'hold:lab';

const source = (name: string): string => join(import.meta.dirname, 'processes', name);

/** Gives an engine that image. */
export async function importHoldImage(docker: Docker): Promise<void> {
  const folder = await compile({
    output: 'hold',
    sources: [source('hold.c')],
    flags: ['-static'],
  });
  const tar = pack();
  tar.entry({ name: 'hold', mode: 0o755 }, readFileSync(join(folder, 'hold')));
  tar.finalize();
  const [repo, tag] = HOLD_IMAGE.split(':');
  const stream = await docker.importImage(Readable.from(tar), {
    repo,
    tag,
    changes: 'ENTRYPOINT ["/hold"]',
  });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
}

/** Starts a process that has this pid, which must be free; it ends with the one that it returns. */
export async function startWithPid(pid: number): Promise<ChildProcess> {
  const folder = await compile({ output: 'reuse', sources: [source('reuse.c')], flags: [] });
  const child = spawn(join(folder, 'reuse'), [String(pid)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`no process with pid ${pid} (${code})`);
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return child;
}

/** Ends it, and the process that it has started. */
export async function endWithPid(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}
