import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayLimit, readLimit } from '../../../src/deployment/memoryLimit.ts';

const ground = { driverVersion: '615.12', cgroupVersion: '2', uuid: 'GPU-1' };

describe('a limit of video memory', () => {
  it('is asked for where driver, control groups and device can have one', () => {
    assert.equal(mayLimit(ground), true);
    for (const change of [
      { driverVersion: '580.65.06' },
      { driverVersion: undefined },
      { cgroupVersion: '1' },
      { cgroupVersion: undefined },
      { uuid: 'MIG-1' },
    ]) {
      assert.equal(mayLimit({ ...ground, ...change }), false, JSON.stringify(change));
    }
  });

  it('is only what nvidia-smi says of the container', () => {
    const printed =
      'namespace: /sys/fs/cgroup\nsoft limit: 4096 MiB\nhard limit: 8192 MiB\ncurrent used: 512 MiB\n';
    assert.equal(readLimit(printed), 8192);
    for (const none of ['hard limit: max\n', 'soft limit: 4096 MiB\n', '', 'Invalid argument\n']) {
      assert.equal(readLimit(none), undefined, none);
    }
  });
});
