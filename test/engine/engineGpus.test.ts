import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { EngineGpuSource } from '../../src/deployment/engineGpuSource.ts';
import { SCENARIOS } from '../gpu-host/scenarios.ts';
import { putSmiIntoContainers } from '../gpu-host/smiInContainers.ts';
import { containerNames, type Lab, startLab } from './support/lab.ts';

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
      [true, true, ['ALL'], '10001:10001'],
    );
    await source.rest();
    assert.deepEqual(await containerNames(lab), []);
    // As when its time is over while somebody goes on looking.
    assert.ok((await source.sample()).ok);
    await source.rest();
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
