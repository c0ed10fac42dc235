import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { gpuHostMissing } from '../gpu-host/buildLibrary.ts';
import type { SimulatedProcess } from '../gpu-host/scenario.ts';
import { GPU_IS_LOST, SCENARIOS } from '../gpu-host/scenarios.ts';
import { GpuLab, type Held, type Row } from './support/gpuLab.ts';
import { endWithPid, startWithPid } from './support/smallProcesses.ts';

const MIB = 2 ** 20;
/** What a simulated card holds that is no process'. */
const BASE = 3 * MIB;
const rest: Row = ['unattributed', BASE, undefined];

const on = (gpu: number, { pids }: Held, vram: number, sm = 0, at = 0): SimulatedProcess => ({
  gpu,
  pid: pids[at] ?? 0,
  vram,
  sm,
});

/** Moves a process of this machine to where another one is, in every hierarchy of cgroups. */
function moveTo(pid: number, other: number | 'self'): void {
  for (const line of readFileSync(`/proc/${other}/cgroup`, 'utf8').trim().split('\n')) {
    const [, names = '', path = ''] = line.split(':');
    const folder = names === '' ? 'unified' : names.replace(/^name=/, '');
    for (const root of ['/sys/fs/cgroup', `/sys/fs/cgroup/${folder}`]) {
      try {
        writeFileSync(`${root}${path}/cgroup.procs`, String(pid));
      } catch {
        // Of the two places one is not there, whichever version of cgroups this is.
      }
    }
  }
}

describe('GPUs of a real engine’s containers', {
  skip: engineMissing() ?? gpuHostMissing() ?? false,
}, () => {
  let lab: GpuLab;
  before(async () => {
    lab = await GpuLab.start();
  });
  after(() => lab?.stop());
  afterEach(async () => {
    lab.gpus.setScenario(SCENARIOS['two-24gb']);
    const all = await lab.docker.listContainers({ all: true });
    await Promise.all(all.map(({ Id }) => lab.docker.getContainer(Id).remove({ force: true })));
  });

  test('three containers on two cards: every byte is whose it is', async (t) => {
    const [a, b, c] = await Promise.all([lab.hold('ca', 2), lab.hold('cb'), lab.hold('cc')]);
    const outside = spawn('sleep', ['600']);
    t.after(() => outside.kill());
    lab.gpus.setProcesses([
      on(0, a, 4_000_000_001, 25),
      on(0, a, 1_000_000_002, 5, 1),
      on(0, b, 2_000_000_003, 50),
      on(1, b, 7_000_000_004),
      on(1, c, 9_000_000_005, 75),
      { gpu: 1, pid: outside.pid ?? 0, vram: 600_000_006, sm: 1 },
    ]);
    await lab.untilRows([
      [['ca', 5_000_000_003, 0.3], ['cb', 2_000_000_003, 0.5], rest],
      [['cc', 9_000_000_005, 0.75], ['cb', 7_000_000_004, 0], ['other', 600_000_006, 0.01], rest],
    ]);
  });

  test('a process that leaves its container is no longer the container’s', async () => {
    const a = await lab.hold('ca', 2);
    lab.gpus.setProcesses([on(0, a, 100), on(0, a, 30, 0, 1)]);
    await lab.untilRows([[['ca', 130, 0], rest], [rest]]);
    moveTo(a.pids[1] ?? 0, 'self');
    // Who looks without a pause sees it within ten seconds; a fresh look sees it at once.
    await lab.source.rest();
    await lab.untilRows([[['ca', 100, 0], ['other', 30, 0], rest], [rest]]);
  });

  test('a container dies, and its pid becomes another’s', async () => {
    const [a, b] = await Promise.all([lab.hold('ca'), lab.hold('cb')]);
    const pid = a.pids[0] ?? 0;
    lab.gpus.setProcesses([on(0, a, 100), on(0, b, 20)]);
    const both: Row[][] = [[['ca', 100, 0], ['cb', 20, 0], rest], [rest]];
    await lab.untilRows(both);

    await lab.end(a);
    // The driver may go on listing a process for a moment.
    await lab.untilRows([
      [
        ['cb', 20, 0],
        ['unattributed', BASE + 100, 0],
      ],
      [rest],
    ]);

    const reused = await startWithPid(pid);
    try {
      await lab.untilRows([[['cb', 20, 0], ['other', 100, 0], rest], [rest]]);
      moveTo(pid, b.pids[0] ?? 0);
      await lab.source.rest();
      await lab.untilRows([[['cb', 120, 0], rest], [rest]]);
    } finally {
      await endWithPid(reused);
    }
  });

  test('a container that dies gives its pid to a new one', async () => {
    const a = await lab.hold('ca');
    lab.gpus.setProcesses([on(0, a, 100)]);
    await lab.untilRows([[['ca', 100, 0], rest], [rest]]);
    await lab.end(a);
    const b = await lab.hold('cb');
    const reused = await startWithPid(a.pids[0] ?? 0);
    try {
      moveTo(a.pids[0] ?? 0, b.pids[0] ?? 0);
      await lab.untilRows([[['cb', 100, 0], rest], [rest]]);
    } finally {
      await endWithPid(reused);
    }
  });

  test('an engine that crashes and comes back has other processes in its containers', async () => {
    const [a, b] = await Promise.all([lab.hold('ca'), lab.hold('cb')]);
    lab.gpus.setProcesses([on(0, a, 100), on(1, b, 20)]);
    await lab.untilRows([
      [['ca', 100, 0], rest],
      [['cb', 20, 0], rest],
    ]);
    await lab.host.goAway({ crash: true });
    const gone = (bytes: number): Row => ['unattributed', BASE + bytes, 0];
    // Its processes end a moment after it.
    await lab.untilRows([[gone(100)], [gone(20)]]);
    await lab.host.comeBack();
    const again = await Promise.all(
      [a, b].map(async ({ id, name }) => {
        await lab.docker.getContainer(id).start();
        return { id, name, pids: await lab.pidsOf(id, 1) };
      }),
    );
    const [a2 = a, b2 = b] = again;
    lab.gpus.setProcesses([on(0, a2, 101), on(1, b2, 21)]);
    await lab.untilRows([
      [['ca', 101, 0], rest],
      [['cb', 21, 0], rest],
    ]);
  });

  test('a driver that is lost, and back', async () => {
    const a = await lab.hold('ca');
    const processes = [on(0, a, 100, 40)];
    lab.gpus.setProcesses(processes);
    const seen: Row[][] = [[['ca', 100, 0.4], rest], [rest]];
    await lab.untilRows(seen);
    const lost = { ...lab.gpus.scenario, faults: [{ call: '*', code: GPU_IS_LOST }] };
    lab.gpus.setScenario(lost);
    assert.equal(await lab.rows(), 'gpu-lost');
    lab.gpus.setScenario({ ...SCENARIOS['two-24gb'], processes });
    await lab.untilRows(seen);
  });

  test('where processes cannot be seen, the engine’s lists tell; it is asked only of news', async (t) => {
    const [a, b] = await Promise.all([lab.hold('ca', 2), lab.hold('cb')]);
    lab.gpus.setProcesses([on(0, a, 100), on(0, b, 20), on(1, a, 3, 0, 1)]);
    const script = fileURLToPath(import.meta.resolve('./support/hiddenProcesses.ts'));
    const child = spawn(
      'unshare',
      [
        ...['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, script],
        ...[lab.host.socketPath, lab.gpus.library],
      ],
      { env: { ...process.env, ...lab.gpus.env }, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    t.after(async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const look = async (): Promise<unknown> => {
      child.stdin.write('\n');
      return JSON.parse((await lines.next()).value ?? 'null');
    };
    const told = ['unattributed', BASE, null];
    const rows = [
      [['ca', 100, 0], ['cb', 20, 0], told],
      [['ca', 3, 0], told],
    ];
    const until = async (expected: unknown, asked: number): Promise<void> => {
      const wanted = { rows: expected, asked };
      let seen = await look();
      // An engine that was just asked, or that is slow, has its answer in a later look.
      for (let more = 0; more < 200 && !isDeepStrictEqual(seen, wanted); more++) {
        await delay(50);
        seen = await look();
      }
      assert.deepEqual(seen, wanted);
    };
    await until(rows, 2);
    await until(rows, 2);
    const c = await lab.hold('cc');
    lab.gpus.setProcesses([on(0, b, 20), on(0, c, 5)]);
    await until([[['cb', 20, 0], ['cc', 5, 0], told], [told]], 5);
    await lab.end(b);
    lab.gpus.setProcesses([on(0, c, 5)]);
    // That something has gone is no news. Who comes back is, and what has ended is forgotten then.
    await until([[['cc', 5, 0], told], [told]], 5);
    lab.gpus.setProcesses([on(0, a, 1), on(0, c, 5)]);
    const last = [[['cc', 5, 0], ['ca', 1, 0], told], [told]];
    await until(last, 7);
    await until(last, 7);
  });

  test('two hundred containers', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `many-${at}`);
    const left = names.values();
    const held: Held[] = [];
    const some = async (): Promise<void> => {
      for (const name of left) held.push(await lab.hold(name));
    };
    await Promise.all(Array.from({ length: 8 }, some));
    lab.gpus.setProcesses(held.map((one, at) => on(at % 2, one, (at + 1) * MIB + 1)));
    const expected = [0, 1].map((gpu) => [
      ...held
        .map(({ name }, at): Row => [name, (at + 1) * MIB + 1, 0])
        .filter((_, at) => at % 2 === gpu)
        .reverse(),
      rest,
    ]);
    await lab.untilRows(expected);
  });
});
