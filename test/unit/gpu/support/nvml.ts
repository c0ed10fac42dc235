import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { GpuDevice, GpuSnapshot, GpuState } from '../../../../src/gpu/gpuSnapshot.ts';
import { type NvmlOptions, NvmlThread } from '../../../../src/gpu/nvml/nvmlThread.ts';
import { gpuHostMissing } from '../../../gpu-host/buildLibrary.ts';
import { type GpuHost, startGpuHost } from '../../../gpu-host/gpuHost.ts';
import type { Scenario } from '../../../gpu-host/scenario.ts';
import type { ScenarioName } from '../../../gpu-host/scenarios.ts';

/** Why tests with the simulated driver are skipped; false when they run. */
export const SKIP = gpuHostMissing() ?? false;

/** The thread as it is in the sources. */
export const WORKER = new URL('../../../../src/gpu/nvml/nvmlWorker.ts', import.meta.url);

const ending: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const end of ending) await end();
});

/** A simulated host that goes when the test file ends. */
export async function hostOf(scenario: ScenarioName | Scenario): Promise<GpuHost> {
  const host = await startGpuHost(scenario);
  ending.push(() => host.dispose());
  return host;
}

/** The driver of a simulated host, on its thread. */
export function driverOf(host: GpuHost, options: Partial<NvmlOptions> = {}): NvmlThread {
  const driver = new NvmlThread({
    worker: WORKER,
    libraries: [host.library],
    retryMs: 0,
    ...options,
  });
  ending.push(() => driver.rest());
  return driver;
}

/** One look at a simulated host, which must succeed. */
export async function look(driver: NvmlThread): Promise<GpuSnapshot> {
  return snapshotOf((await driver.sample()).state);
}

/** The figures of a state that must have some. */
export function snapshotOf(state: GpuState): GpuSnapshot {
  assert.ok(state.ok, state.ok ? '' : state.unavailable.message);
  return state.snapshot;
}

/** Why there are no figures, of a state that must have none. */
export function reasonOf(state: GpuState): string {
  assert.ok(!state.ok, 'there are figures');
  assert.match(state.unavailable.message, /\.$/);
  return state.unavailable.reason;
}

/** A card that must be there. */
export function card(snapshot: GpuSnapshot, index = 0): GpuDevice {
  const device = snapshot.devices[index];
  assert.ok(device, `there is no card ${index}`);
  return device;
}
