import assert from 'node:assert/strict';
import { it } from 'node:test';
import { probeOptions } from '../../../src/deployment/gpuProbe.ts';

it('a probe asks for every GPU as the engine hands them out, ends by itself, and may do nothing else', () => {
  const requests = (handout: 'device-request' | 'cdi') =>
    probeOptions('i', handout).HostConfig?.DeviceRequests;
  const common = { Options: {} };
  assert.deepEqual(requests('device-request'), [
    { ...common, Driver: '', Count: -1, DeviceIDs: [], Capabilities: [['gpu']] },
  ]);
  // An engine refuses a CDI request that has a count.
  assert.deepEqual(requests('cdi'), [
    { ...common, Driver: 'cdi', Count: 0, DeviceIDs: ['nvidia.com/gpu=all'], Capabilities: [] },
  ]);
  const { Entrypoint, OpenStdin, StdinOnce, HostConfig, Labels } = probeOptions('i', 'cdi');
  assert.deepEqual([Entrypoint, OpenStdin, StdinOnce], [['cat'], true, true]);
  assert.equal(HostConfig?.AutoRemove, true);
  assert.equal(HostConfig.NetworkMode, 'none');
  // The Deployments view lists what has this label.
  assert.equal(Labels?.['dev.yolo-dock.deployment'], undefined);
});
