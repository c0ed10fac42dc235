import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GPU_IS_LOST, NOT_SUPPORTED, SCENARIOS } from '../../gpu-host/scenarios.ts';
import { card, driverOf, hostOf, look, reasonOf, SKIP } from './support/nvml.ts';

const MIB = 2 ** 20;

describe('cards by the driver’s library', { skip: SKIP }, () => {
  it('are told to the byte, and as simulated', async () => {
    const snapshot = await look(driverOf(await hostOf('two-24gb')));
    assert.equal(snapshot.simulated, true);
    assert.equal(snapshot.source, 'nvml');
    assert.equal(snapshot.driverVersion, '550.54.15');
    assert.equal(snapshot.devices.length, 2);
    assert.deepEqual(card(snapshot, 1), {
      index: 1,
      uuid: 'GPU-5a0c0000-0000-4000-8000-000000000001',
      name: 'NVIDIA GeForce RTX 4090',
      pciBusId: '00000000:02:00.0',
      memoryTotalBytes: 24_564 * MIB,
      memoryReservedBytes: 425 * MIB,
      memoryUsedBytes: 3 * MIB,
      utilizationRatio: 0,
      temperatureCelsius: 42,
      powerWatts: 62.5,
      migEnabled: false,
      migInstances: [],
      processes: [],
    });
  });

  it('are eight where there are eight', async () => {
    const { devices } = await look(driverOf(await hostOf('eight-80gb')));
    assert.deepEqual(
      devices.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
  });

  it('stay when the driver tells nothing but who they are', async () => {
    const device = card(await look(driverOf(await hostOf('nothing-told'))));
    assert.deepEqual(device, {
      index: 0,
      uuid: 'GPU-5a0c0000-0000-4000-8000-000000000000',
      name: 'NVIDIA GeForce RTX 4090',
      processesHidden: true,
      migEnabled: false,
      migInstances: [],
      processes: [],
    });
  });

  it('lack only the value that is refused', async () => {
    const calls = {
      nvmlDeviceGetTemperature: 'temperatureCelsius',
      nvmlDeviceGetPowerUsage: 'powerWatts',
      nvmlDeviceGetUtilizationRates: 'utilizationRatio',
      nvmlDeviceGetPciInfo_v3: 'pciBusId',
    };
    const whole = Object.keys(card(await look(driverOf(await hostOf('one-24gb')))));
    for (const [call, key] of Object.entries(calls)) {
      const faults = [{ call, code: NOT_SUPPORTED }];
      const host = await hostOf({ ...SCENARIOS['one-24gb'], faults });
      const keys = Object.keys(card(await look(driverOf(host))));
      assert.deepEqual(
        whole.filter((name) => !keys.includes(name)),
        [key],
      );
    }
  });

  it('tell their memory through the older call too, with the reserve in it', async () => {
    const device = card(await look(driverOf(await hostOf('old-driver'))));
    assert.equal(device.memoryTotalBytes, 24_564 * MIB);
    assert.equal(device.memoryUsedBytes, (3 + 425) * MIB);
    assert.equal(device.memoryReservedBytes, undefined);
  });

  it('are kept when one of them is lost, and the others go on', async () => {
    const faults = [{ call: '*', code: GPU_IS_LOST, gpu: 0 }];
    const host = await hostOf('two-24gb');
    const driver = driverOf(host);
    await look(driver);
    host.setScenario({ ...SCENARIOS['two-24gb'], faults });
    const snapshot = await look(driver);
    assert.equal(card(snapshot, 0).lost, true);
    assert.equal(card(snapshot, 0).uuid, 'GPU-5a0c0000-0000-4000-8000-000000000000');
    assert.equal(card(snapshot, 0).memoryUsedBytes, undefined);
    assert.equal(card(snapshot, 1).lost, undefined);
    assert.equal(card(snapshot, 1).memoryUsedBytes, 3 * MIB);
  });

  it('are gone when the last of them is lost', async () => {
    const change = { atSeconds: 0, faults: [{ call: '*', code: GPU_IS_LOST }] };
    const host = await hostOf({ ...SCENARIOS['one-24gb'], changes: [change] });
    assert.equal(reasonOf((await driverOf(host).sample()).state), 'gpu-lost');
  });
});
