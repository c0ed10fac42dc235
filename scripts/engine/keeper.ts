/**
 * Keeps one Docker Engine for the process that started it, and ends it, with all that is in it,
 * when that process asks or is no more. It is run under a lock that lasts as long as it does, so
 * whatever it finds in its folders is left over from a keeper that was killed.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Docker from 'dockerode';
import { alone } from './alone.ts';
import { makeBridge, removeBridge } from './bridge.ts';
import { cleanEngine } from './cleanEngine.ts';
import { Daemon } from './daemon.ts';
import { engineFolders, START_LOCK } from './engineFolders.ts';
import { writeGpuHook } from './gpuHook.ts';
import type { KeeperAnswer, KeeperRequest, KeeperTask } from './keeperProtocol.ts';
import { unmountBelow } from './leftovers.ts';
import { mountSmallDisk, removeSmallDisk } from './smallDisk.ts';

const task = JSON.parse(process.argv[2] ?? '') as KeeperTask;
const usual = engineFolders(task.slot);
const small = join(usual.run, 'disk');
const folders = task.diskMiB === undefined ? usual : { ...usual, data: small };
const daemon = new Daemon(folders, task.gpuHook, task.tls);

function answer(what: KeeperAnswer): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const start = (): Promise<void> => alone(START_LOCK, () => daemon.start());

async function begin(): Promise<void> {
  // What an earlier keeper of this slot left.
  await new Daemon(usual, false).kill();
  removeSmallDisk(small);
  rmSync(usual.run, { recursive: true, force: true });
  mkdirSync(usual.run, { recursive: true, mode: 0o700 });
  writeGpuHook(join(usual.run, 'bin'), usual.hookRecords, usual.hookFiles);
  if (task.diskMiB !== undefined) mountSmallDisk(small, task.diskMiB);
  removeBridge(usual.bridge, usual.subnet);
  makeBridge(usual.bridge, usual.subnet);
  await start();
  await cleanEngine(new Docker({ socketPath: usual.socket }));
}

async function end(): Promise<void> {
  // An engine that is away keeps its containers until its slot is used again.
  await cleanEngine(new Docker({ socketPath: usual.socket })).catch(() => undefined);
  await daemon.stop();
  removeSmallDisk(small);
  // An engine mounts its data folder on itself.
  unmountBelow(usual.data);
  removeBridge(usual.bridge, usual.subnet);
  rmSync(usual.run, { recursive: true, force: true });
}

const WORK: Readonly<Record<KeeperRequest, () => Promise<void>>> = {
  start,
  stop: () => daemon.stop(),
  kill: () => daemon.kill(),
};

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
    answer({ done: true });
  } catch (error) {
    answer({ failed: (error as Error).message });
  }
}

// Nobody reads any more when the parent was killed; the work goes on.
process.stdout.on('error', () => undefined);
const lines = createInterface({ input: process.stdin });
let turn = attempt(begin);
lines.on('line', (line) => {
  turn = turn.then(() => attempt(WORK[line as KeeperRequest]));
});
lines.on('close', () => {
  void turn.then(end).then(() => process.exit(0));
});
