import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { LocalGpuSource } from '../../../src/gpu/localGpuSource.ts';
import { findSmi, localSmi } from '../../../src/gpu/smi/runSmi.ts';
import { SmiSource } from '../../../src/gpu/smi/smiSource.ts';
import { SCENARIOS, type ScenarioName } from '../../gpu-host/scenarios.ts';
import {
  card,
  driverOf,
  hostOf,
  look,
  reasonOf,
  SKIP,
  snapshotOf,
  WORKER,
} from './support/nvml.ts';

const folder = mkdtempSync(join(tmpdir(), 'yolo-dock-smi-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A program that says its arguments and folder. */
function program(name: string, body: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('the nvidia-smi of this machine', { skip: process.platform !== 'linux' }, () => {
  it('is never one that lies in the folder that is open', () => {
    program('nvidia-smi', 'exit 0');
    const before = process.cwd();
    process.chdir(folder);
    try {
      for (const PATH of ['.', '', `.${delimiter}`, `bin${delimiter}..`]) {
        assert.notEqual(findSmi({ PATH }), join(folder, 'nvidia-smi'), PATH);
        assert.ok(!(findSmi({ PATH }) ?? '').startsWith('.'));
      }
      assert.equal(findSmi({ PATH: `.${delimiter}${folder}` }), join(folder, 'nvidia-smi'));
    } finally {
      process.chdir(before);
    }
  });

  it('gets its arguments as they are, and not the folder that is open', async () => {
    const file = program('echo', 'printf "%s\\n" "$@" "$PWD"; exit 3');
    const run = await localSmi(file)(['$(id)', 'a b; c']);
    assert.deepEqual(run, { exitCode: 3, stdout: '$(id)\na b; c\n/\n', stderr: '' });
  });

  it('may be missing', async () => {
    assert.equal(await localSmi(join(folder, 'none'))([]), undefined);
    const source = new SmiSource(localSmi(join(folder, 'none')), 'nvidia-smi');
    assert.equal(reasonOf(await source.sample()), 'no-driver');
  });

  it('is cut off when it prints without end', async () => {
    const run = await localSmi(program('yes', 'exec yes 0123456789'))([]);
    assert.notEqual(run?.exitCode, 0);
  });
});

describe('both ways to read a host', { skip: SKIP }, () => {
  const names: readonly ScenarioName[] = ['one-24gb', 'eight-80gb', 'h200-mig', 'nothing-told'];
  for (const name of names) {
    it(`tell the same of ${name}`, async () => {
      const host = await hostOf(name);
      const instance = name === 'h200-mig' ? { gi: 9, ci: 0 } : {};
      const vram = 300 * 2 ** 20;
      host.setProcesses([{ gpu: 0, pid: 4000, vram, sm: 12, name: 'python', ...instance }]);
      const byLibrary = card(await look(driverOf(host)));
      const smi = new SmiSource(localSmi(host.smi), 'nvidia-smi');
      const bySmi = snapshotOf(await smi.sample());
      assert.equal(bySmi.simulated, true);
      const common = ['uuid', 'name', 'pciBusId', 'migEnabled', 'memoryTotalBytes'] as const;
      for (const key of [...common, 'memoryUsedBytes', 'utilizationRatio', 'powerWatts'] as const) {
        assert.equal(card(bySmi)[key], byLibrary[key], key);
      }
      const uuids = (of: typeof byLibrary) => of.migInstances.map(({ uuid }) => uuid);
      assert.deepEqual(uuids(card(bySmi)), uuids(byLibrary));
      if (name === 'nothing-told') return;
      assert.equal(card(bySmi).processes[0]?.pid, 4000);
      assert.equal(card(bySmi).processes[0]?.vramBytes, vram);
    });
  }

  it('say the same of what is wrong', async () => {
    for (const code of [4, 9, 18]) {
      const faults = [{ call: 'nvmlInit_v2', code }];
      const host = await hostOf({ ...SCENARIOS['one-24gb'], faults });
      const smi = new SmiSource(localSmi(host.smi), 'nvidia-smi');
      const { state } = await driverOf(host).sample();
      assert.equal(reasonOf(await smi.sample()), reasonOf(state));
    }
  });

  it('are tried in turn: nvidia-smi where there is no library', async () => {
    const host = await hostOf('one-24gb');
    host.setProcesses([{ gpu: 0, pid: process.pid, vram: 2 ** 30 }]);
    const libraries = [join(dirname(host.smi), 'none.so')];
    const source = new LocalGpuSource({ worker: WORKER, libraries, runSmi: localSmi(host.smi) });
    const snapshot = snapshotOf(await source.sample());
    assert.equal(snapshot.source, 'nvidia-smi');
    const [told] = card(snapshot).processes;
    assert.equal(told?.pid, process.pid);
    assert.ok(told?.startTime && told.cgroupIds, 'its origin is read here');
    await source.rest();
  });

  it('are tried in turn: nvidia-smi where the thread of the library falls over', async () => {
    const host = await hostOf('one-24gb');
    const worker = join(folder, 'falls.cjs');
    writeFileSync(worker, 'throw new Error("it fell")');
    const runSmi = localSmi(host.smi);
    const source = new LocalGpuSource({ worker, libraries: [host.library], runSmi });
    assert.equal(snapshotOf(await source.sample()).source, 'nvidia-smi');
    assert.equal(snapshotOf(await source.sample()).source, 'nvidia-smi');
    const alone = new LocalGpuSource({
      worker,
      libraries: [host.library],
      runSmi: () => Promise.resolve(undefined),
    });
    const state = await alone.sample();
    assert.ok(!state.ok && state.unavailable.message.includes('it fell'));
  });

  it('are not both tried where the library has an answer', async () => {
    const host = await hostOf('no-permission');
    const source = new LocalGpuSource({
      worker: WORKER,
      libraries: [host.library],
      runSmi: () => Promise.reject(new Error('nvidia-smi was run')),
    });
    assert.equal(reasonOf(await source.sample()), 'no-permission');
    await source.rest();
  });
});
