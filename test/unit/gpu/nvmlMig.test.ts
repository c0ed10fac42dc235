import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { NO_PERMISSION, SCENARIOS } from '../../gpu-host/scenarios.ts';
import { card, driverOf, hostOf, look, SKIP } from './support/nvml.ts';

const MIB = 2 ** 20;
const H200 = SCENARIOS['h200-mig'];

/** The scenario with one slice that is busy. */
function busySlice(gi: number, sm: number) {
  const gpus = H200.gpus.map((gpu) => ({
    ...gpu,
    slots: (gpu.slots ?? []).map((slot) => (slot?.gi === gi ? { ...slot, sm } : slot)),
  }));
  return { ...H200, gpus };
}

describe('MIG by the driver’s library', { skip: SKIP }, () => {
  it('has seven slices with their real memory, past an empty slot', async () => {
    const device = card(await look(driverOf(await hostOf('h200-mig'))));
    assert.equal(device.migEnabled, true);
    assert.equal(device.utilizationRatio, undefined);
    assert.deepEqual(
      device.migInstances.map(({ name, index = 0, gpuInstanceId, memoryTotalBytes }) => [
        `${name} #${index}`,
        gpuInstanceId,
        memoryTotalBytes,
      ]),
      [0, 1, 2, 4, 5, 6, 7].map((index, at) => [`1g.18gb #${index}`, 7 + at, 16_384 * MIB]),
    );
    assert.match(device.migInstances[3]?.uuid ?? '', /^MIG-.*00040000/);
  });

  it('gives every process to its slice, and to the card what no slice claims', async () => {
    const host = await hostOf('h200-mig');
    host.setProcesses([
      { gpu: 0, pid: 10, vram: 100, gi: 7, ci: 0 },
      { gpu: 0, pid: 11, vram: 200, gi: 9, ci: 0 },
      { gpu: 0, pid: 12, vram: 300 },
    ]);
    const device = card(await look(driverOf(host)));
    const pids = device.migInstances.map(({ processes }) => processes.map(({ pid }) => pid));
    assert.deepEqual(pids, [[10], [], [11], [], [], [], []]);
    assert.deepEqual(
      device.processes.map(({ pid }) => pid),
      [12],
    );
    assert.equal(device.migInstances[2]?.memoryUsedBytes, 16 * MIB + 200);
    assert.equal(device.migInstances[0]?.processes[0]?.smRatio, undefined);
  });

  it('finds them without the right to list all of the card', async () => {
    const call = 'nvmlDeviceGetComputeRunningProcesses_v3';
    const host = await hostOf({ ...H200, faults: [{ call, code: NO_PERMISSION, gpu: 0 }] });
    host.setProcesses([{ gpu: 0, pid: 11, vram: 200, gi: 9, ci: 0 }]);
    const device = card(await look(driverOf(host)));
    assert.equal(device.migInstances[2]?.processes[0]?.pid, 11);
    assert.equal(device.processesHidden, undefined);
  });

  it('says so where neither the card nor a slice tells who is there', async () => {
    const faults = ['Compute', 'Graphics', 'MPSCompute'].map((kind) => ({
      call: `nvmlDeviceGet${kind}RunningProcesses_v3`,
      code: NO_PERMISSION,
    }));
    const ofCard = faults.map((fault) => ({ ...fault, gpu: 0 }));
    const hidden = async (refused: typeof faults) =>
      card(await look(driverOf(await hostOf({ ...H200, faults: refused })))).processesHidden;
    assert.equal(await hidden(faults), true);
    assert.equal(await hidden(ofCard), undefined, 'the slices tell');
  });

  it('measures how busy a slice is from the second look on', async () => {
    const driver = driverOf(await hostOf(busySlice(8, 37)));
    assert.equal(card(await look(driver)).migInstances[1]?.smRatio, undefined);
    await setTimeout(200);
    const device = card(await look(driver));
    assert.equal(device.migInstances[1]?.smRatio, 0.37);
    assert.equal(device.migInstances[0]?.smRatio, 0);
    // Too soon for another sample: the value stays.
    assert.equal(card(await look(driver)).migInstances[1]?.smRatio, 0.37);
  });

  it('says nothing of it on cards that cannot', async () => {
    const gpus = H200.gpus.map((gpu) => ({ ...gpu, gpm: false }));
    const driver = driverOf(await hostOf({ ...H200, gpus }));
    await look(driver);
    await setTimeout(200);
    assert.equal(card(await look(driver)).migInstances[1]?.smRatio, undefined);
  });
});
