import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GpuHistory } from '../../../src/gpu/gpuHistory.ts';
import type { GpuDevice, GpuProcess } from '../../../src/gpu/gpuSnapshot.ts';
import { card, GIB, slicedCard } from './support/cards.ts';

const at = (time: number, ...devices: GpuDevice[]) =>
  ({ time, source: 'nvml', simulated: false, devices }) as const;
const A = 'a'.repeat(64);

test('a frame has each card’s users, and of a card under MIG each slice’s', () => {
  const busy = card(0, 24, {
    memoryUsedBytes: 3 * GIB,
    processes: [{ pid: 1, containerId: A, vramBytes: 2 * GIB, smRatio: 0.5 }],
  });
  const frame = new GpuHistory().add(at(5, busy, slicedCard(1, [10])));
  assert.deepEqual(frame, {
    time: 5,
    parts: {
      'GPU-0': [
        [A, 2 * GIB, 0.5],
        ['unattributed', GIB, null],
      ],
      'MIG-1-0': [],
    },
  });
});

test('who is told of on a card under MIG, but on none of its slices, is in the frame of the card', () => {
  const processes = [{ pid: 1, containerId: A, vramBytes: 2 * GIB }];
  const sliced = { ...slicedCard(1, [10]), memoryUsedBytes: 3 * GIB, processes };
  const { parts } = new GpuHistory().add(at(5, sliced));
  assert.deepEqual(parts, { 'GPU-1': [[A, 2 * GIB, null]], 'MIG-1-0': [] });
});

test('five minutes are kept, numbered, in the order of their time', () => {
  const history = new GpuHistory();
  for (let second = 0; second <= 400; second++) history.add(at(second * 1000));
  assert.equal(history.frames.length, 301);
  assert.equal(history.frames[0]?.time, 100_000);
  assert.equal(history.sequence, 401);
  history.add(at(399_500));
  const times = history.frames.map(({ time }) => time);
  assert.deepEqual(times.slice(-2), [399_000, 399_500], 'after the clock was set back');
  assert.equal(history.sequence, 402);
});

test('what the driver tells of a slice’s load, but of nobody in it, is unattributed', () => {
  const B = 'b'.repeat(64);
  const loads = (smRatio: number | undefined, ...processes: GpuProcess[]): unknown => {
    const sliced = slicedCard(1, [10]);
    const [slice] = sliced.migInstances;
    assert.ok(slice);
    const instance = { ...slice, processes, ...(smRatio !== undefined && { smRatio }) };
    const { parts } = new GpuHistory().add(at(5, { ...sliced, migInstances: [instance] }));
    return parts['MIG-1-0']?.map(([user, , sm]) => [user, sm]);
  };
  const [one, two] = [A, B].map((containerId, pid) => ({ pid, containerId, vramBytes: GIB }));
  assert.ok(one && two);
  assert.deepEqual(loads(0.73, one, two), [
    [A, null],
    [B, null],
    ['unattributed', 0.73],
  ]);
  assert.deepEqual(loads(0.73, one), [[A, 0.73]]);
  assert.deepEqual(loads(0), [['unattributed', 0]]);
  assert.deepEqual(loads(undefined, one, two), [
    [A, null],
    [B, null],
  ]);
});
