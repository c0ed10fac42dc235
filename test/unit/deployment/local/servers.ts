import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerPhase } from '../../../../src/deployment/local/localServer.ts';
import {
  LocalServers,
  type LocalServersOptions,
} from '../../../../src/deployment/local/localServers.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** A folder that is removed when the test file has run. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'yolo-local-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

const original = [
  'samples/parts/models/parts-v10.onnx',
  '../shared/conformance/models/yolox_nano.onnx',
]
  .map((path) => resolve(REPOSITORY, path))
  .find((path) => existsSync(path));

/** Skips a test, saying why, where there is no model to run. */
export const needsModel = {
  skip: original ? false : 'no model: neither samples/parts nor ../shared/conformance',
};

/** A copy of a real model that a test may change and delete. */
export function modelCopy(name: string): string {
  const path = join(FOLDER, name);
  copyFileSync(original ?? '', path);
  return path;
}

/** Servers under test, with what they reported. */
export interface Observed {
  readonly servers: LocalServers;
  readonly log: string[];
  readonly phases: ServerPhase[];
  readonly errors: Error[];
  /** Process ids of the servers, in the order of their starts. */
  pids(): number[];
}

/** Makes local servers that end with the test. */
export function observed(t: TestContext, options: Partial<LocalServersOptions> = {}): Observed {
  const log: string[] = [];
  const phases: ServerPhase[] = [];
  const errors: Error[] = [];
  const servers = new LocalServers({
    script: join(REPOSITORY, 'src/server/entry.ts'),
    socketFolder: join(FOLDER, 'sockets'),
    log: (level, message) => log.push(`${level} ${message}`),
    threads: () => 1,
    idleMs: () => 0,
    onPhase: (_model, phase, error) => {
      phases.push(phase);
      if (error !== undefined) errors.push(error);
    },
    ...options,
  });
  t.after(() => servers.dispose());
  const pids = (): number[] =>
    log.flatMap((line) => {
      const pid = /: listening .*pid=(\d+)/.exec(line)?.[1];
      return pid === undefined ? [] : [Number(pid)];
    });
  return { servers, log, phases, errors, pids };
}

/** Whether a process of this id lives. */
export function alive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until a condition holds. */
export async function until(holds: () => boolean, what: string, timeoutMs = 20_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; !holds(); await delay(20)) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
  }
}
