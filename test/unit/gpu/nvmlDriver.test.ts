import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { libraryFiles } from '../../../src/gpu/nvml/libraryFiles.ts';
import {
  DRIVER_NOT_LOADED,
  GPU_IS_LOST,
  LIB_RM_VERSION_MISMATCH,
  NO_PERMISSION,
  SCENARIOS,
} from '../../gpu-host/scenarios.ts';
import { card, driverOf, hostOf, look, reasonOf, SKIP } from './support/nvml.ts';

const ONE = SCENARIOS['one-24gb'];
const init = (code: number) => ({ ...ONE, faults: [{ call: 'nvmlInit_v2', code }] });

describe('the driver', { skip: SKIP }, () => {
  it('may be missing, unloaded, upgraded or closed to the user', async () => {
    const cases = {
      'driver-not-loaded': init(DRIVER_NOT_LOADED),
      'driver-mismatch': init(LIB_RM_VERSION_MISMATCH),
      'no-permission': SCENARIOS['no-permission'],
      'no-driver': SCENARIOS['driver-missing'],
      unknown: init(999),
    };
    for (const [reason, scenario] of Object.entries(cases)) {
      const { state, noLibrary } = await driverOf(await hostOf(scenario)).sample();
      assert.equal(reasonOf(state), reason);
      assert.equal(noLibrary, reason === 'no-driver' ? 'no-library' : undefined);
    }
  });

  it('is found again when it is loaded later', async () => {
    const host = await hostOf(init(DRIVER_NOT_LOADED));
    const driver = driverOf(host);
    assert.equal(reasonOf((await driver.sample()).state), 'driver-not-loaded');
    host.setScenario(ONE);
    assert.equal((await look(driver)).devices.length, 1);
  });

  it('is found when its library is installed later', async () => {
    const host = await hostOf('one-24gb');
    const later = join(dirname(host.smi), 'libnvidia-ml.so.1');
    const driver = driverOf(host, { libraries: [later] });
    assert.equal(reasonOf((await driver.sample()).state), 'no-driver');
    symlinkSync(host.library, later);
    assert.equal((await look(driver)).devices.length, 1);
  });

  it('is not tried at every look while it is away', async () => {
    const host = await hostOf(init(DRIVER_NOT_LOADED));
    const driver = driverOf(host, { retryMs: 60_000 });
    await driver.sample();
    host.setScenario(ONE);
    assert.equal(reasonOf((await driver.sample()).state), 'driver-not-loaded');
  });

  it('is opened again after it was unloaded and loaded while in use', async () => {
    const host = await hostOf('one-24gb');
    const driver = driverOf(host);
    await look(driver);
    host.setScenario({ ...ONE, faults: [{ call: '*', code: DRIVER_NOT_LOADED }] });
    assert.equal(reasonOf((await driver.sample()).state), 'driver-not-loaded');
    host.setScenario({ ...ONE, driver: '999.1.2' });
    assert.equal((await look(driver)).driverVersion, '999.1.2');
  });

  it('is loaded anew, so that an upgraded one is found under the same name', async () => {
    const host = await hostOf('one-24gb');
    // The environment names the host that was made last, so that its scenario is the one.
    const other = await hostOf('old-driver');
    const name = join(dirname(host.smi), 'upgraded.so.1');
    symlinkSync(other.library, name);
    const driver = driverOf(host, { libraries: [name] });
    assert.equal(card(await look(driver)).memoryReservedBytes, undefined);
    rmSync(name);
    symlinkSync(host.library, name);
    other.setScenario({ ...ONE, faults: [{ call: '*', code: LIB_RM_VERSION_MISMATCH }] });
    assert.equal(reasonOf((await driver.sample()).state), 'driver-mismatch');
    other.setScenario(ONE);
    assert.notEqual(card(await look(driver)).memoryReservedBytes, undefined);
  });

  it('is lost in the course of a scenario', async () => {
    const changes = [{ atSeconds: 1, faults: [{ call: '*', code: GPU_IS_LOST }] }];
    const driver = driverOf(await hostOf({ ...ONE, changes, startMs: Date.now() }));
    assert.equal(card(await look(driver)).index, 0);
    await setTimeout(1200);
    assert.equal(reasonOf((await driver.sample()).state), 'gpu-lost');
  });

  it('may hang without holding up the editor, and is not asked twice meanwhile', async () => {
    const call = 'nvmlDeviceGetMemoryInfo_v2';
    const host = await hostOf({ ...ONE, faults: [{ call, pauseMs: 1500 }] });
    const driver = driverOf(host, { timeoutMs: 300 });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { state } = await driver.sample();
    assert.equal(reasonOf(state), 'unknown');
    assert.equal(reasonOf((await driver.sample()).state), 'unknown');
    assert.ok(delay.max < 200e6, `the event loop stood still for ${delay.max / 1e6} ms`);
    host.setScenario(ONE);
    await setTimeout(1700);
    assert.equal((await look(driver)).devices.length, 1);
  });

  it('is let go when nobody looks, and taken again', async () => {
    const driver = driverOf(await hostOf('one-24gb'));
    await look(driver);
    await driver.rest();
    assert.equal((await look(driver)).devices.length, 1);
    await driver.rest();
    await driver.rest();
  });

  it('closed to the user says so after it was open', async () => {
    const host = await hostOf('one-24gb');
    const driver = driverOf(host);
    await look(driver);
    await driver.rest();
    host.setScenario(init(NO_PERMISSION));
    assert.equal(reasonOf((await driver.sample()).state), 'no-permission');
  });
});

describe('the driver’s library', () => {
  it('is looked for where each system has it, on Windows by whole paths', () => {
    assert.equal(libraryFiles('linux', {})[0], 'libnvidia-ml.so.1');
    assert.deepEqual(libraryFiles('darwin', {}), []);
    const windows = libraryFiles('win32', { SystemRoot: 'D:\\Windows' });
    assert.equal(windows[0], 'D:\\Windows\\System32\\nvml.dll');
    assert.ok(windows.every((file) => /^[A-Z]:\\/.test(file)));
  });
});
