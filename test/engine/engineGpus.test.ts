import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { NODE_IMAGE } from '../../scripts/engine/baseImages.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { EngineContainers } from '../../src/deployment/engineContainers.ts';
import { EngineGpuSource } from '../../src/deployment/engineGpuSource.ts';
import { AttributedSource } from '../../src/gpu/attributedSource.ts';
import { SCENARIOS } from '../gpu-host/scenarios.ts';
import { putSmiIntoContainers } from '../gpu-host/smiInContainers.ts';
import { rowsOf } from './support/gpuLab.ts';
import { containerNames, type Lab, startLab } from './support/lab.ts';

const MIB = 2 ** 20;

describe('the GPUs of an engine’s host', { skip: engineMissing() ?? false }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab();
  });
  after(() => lab?.stop());

  test('are none where the driver puts nothing into containers', async () => {
    const source = new EngineGpuSource(lab.engine);
    const state = await source.sample();
    assert.ok(!state.ok);
    assert.match(state.unavailable.message, /no nvidia-smi in them\..*Container Toolkit/);
    await source.rest();
    assert.deepEqual(await containerNames(lab), []);
  });

  test('are told by nvidia-smi in a container, which goes when nobody looks', async () => {
    await putSmiIntoContainers(lab.host.gpuFiles, SCENARIOS['two-24gb']);
    const source = new EngineGpuSource(lab.engine);
    const state = await source.sample();
    assert.ok(state.ok, JSON.stringify(state));
    const { devices, simulated, source: told } = state.snapshot;
    assert.deepEqual([simulated, told], [true, 'nvidia-smi-container']);
    assert.deepEqual(
      devices.map(({ index, uuid, memoryTotalBytes }) => [index, uuid, memoryTotalBytes]),
      SCENARIOS['two-24gb'].gpus.map(({ uuid, total }, index) => [index, uuid, total]),
    );
    const [probe] = await lab.docker.listContainers();
    const { HostConfig, Config } = await lab.docker.getContainer(probe?.Id ?? '').inspect();
    assert.deepEqual(
      [HostConfig.AutoRemove, HostConfig.ReadonlyRootfs, HostConfig.CapDrop, Config.User],
      [true, true, ['ALL'], '10002:10002'],
    );
    await source.rest();
    assert.deepEqual(await containerNames(lab), []);
    // As when somebody has removed it while others look.
    assert.ok((await source.sample()).ok);
    await source.rest();
  });

  test('are told with who uses them, by the engine’s own lists of processes', async (t) => {
    const pids = await Promise.all(
      ['line-a', 'line-b'].map(async (name) => {
        const container = await lab.docker.createContainer({
          name,
          Image: NODE_IMAGE,
          Cmd: ['sleep', '600'],
          StopSignal: 'SIGKILL',
        });
        await container.start();
        return (await container.inspect()).State.Pid;
      }),
    );
    const [a = 0, b = 0] = pids;
    await putSmiIntoContainers(lab.host.gpuFiles, {
      ...SCENARIOS['two-24gb'],
      processes: [
        { gpu: 0, pid: a, vram: 4000 * MIB, sm: 25, name: 'node' },
        { gpu: 1, pid: b, vram: 700 * MIB, name: 'node' },
        { gpu: 1, pid: process.pid, vram: 9 * MIB, name: 'node' },
      ],
    });
    const containers = new EngineContainers(async () => lab.engine);
    const source = new AttributedSource(new EngineGpuSource(lab.engine), containers);
    t.after(() => source.rest());
    const rows = [
      [
        ['line-a', 4000 * MIB, 0.25],
        ['unattributed', 3 * MIB, undefined],
      ],
      [
        ['line-b', 700 * MIB, undefined],
        ['unattributed', 12 * MIB, undefined],
      ],
    ];
    let seen = rowsOf(await source.sample());
    // An engine that is slow to list its processes has them in a later look.
    for (let more = 0; more < 200 && !isDeepStrictEqual(seen, rows); more++) {
      await delay(100);
      seen = rowsOf(await source.sample());
    }
    assert.deepEqual(seen, rows);
    await source.rest();
    assert.deepEqual(await containerNames(lab), ['line-a', 'line-b']);
  });

  test('leave no container behind when the window dies', async (t) => {
    const probes = async (): Promise<number> => {
      const filters = { label: ['dev.yolo-dock.probe'] };
      return (await lab.docker.listContainers({ all: true, filters })).length;
    };
    assert.equal(await probes(), 0);
    const script = fileURLToPath(import.meta.resolve('./support/holdSmi.ts'));
    const child = spawn(process.execPath, [script, lab.host.socketPath], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    const [said] = await once(child.stdout, 'data');
    assert.equal(String(said), 'reading\n');
    assert.equal(await probes(), 1);
    child.kill('SIGKILL');
    for (let attempt = 0; attempt < 300 && (await probes()) > 0; attempt++) await delay(100);
    assert.equal(await probes(), 0);
  });
});

test('an engine without NVIDIA’s toolkit says so', { skip: engineMissing() ?? false }, async () => {
  const bare = await startLab({ gpuHook: false });
  try {
    const source = new EngineGpuSource(bare.engine);
    const state = await source.sample();
    assert.ok(!state.ok && state.unavailable.reason === 'no-driver');
    assert.match(state.unavailable.message, /NVIDIA Container Toolkit is missing there/);
    await source.rest();
    assert.deepEqual(await containerNames(bare), []);
  } finally {
    await bare.stop();
  }
});
