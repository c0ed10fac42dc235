import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerUse } from '../../../src/gpu/containerUse.ts';
import type { GpuDevice, GpuSnapshot } from '../../../src/gpu/gpuSnapshot.ts';
import { memoryLevels, worthTelling } from '../../../src/gpu/memoryLevels.ts';
import { outOfMemoryIn } from '../../../src/gpu/outOfMemory.ts';
import { card, GIB, slicedCard } from './support/cards.ts';

const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
const snapshot = (...devices: GpuDevice[]): GpuSnapshot => ({
  time: 0,
  source: 'nvml',
  simulated: false,
  devices,
});
const process = (pid: number, containerId: string, vramBytes: number, smRatio?: number) => ({
  pid,
  containerId,
  vramBytes,
  ...(smRatio !== undefined && { smRatio }),
});

test('budgets and the cards of those who run have levels; other cards and the unbudgeted have none', () => {
  const busy = card(0, 24, {
    memoryUsedBytes: 20 * GIB,
    processes: [process(1, A, 3 * GIB), process(2, B, 9 * GIB)],
  });
  const levels = memoryLevels(snapshot(busy, card(1, 24, { memoryUsedBytes: 23 * GIB })), [
    { id: A, uuid: 'GPU-0', budgetBytes: 4 * GIB },
    { id: B, uuid: 'GPU-0', budgetBytes: 0 },
  ]);
  assert.deepEqual(
    levels.map(({ kind, used, of }) => [kind, used / GIB, of / GIB]),
    [
      ['budget', 3, 4],
      ['card', 20, 24],
    ],
  );
  const [, full] = levels;
  assert.ok(full?.kind === 'card');
  assert.deepEqual(full.biggest, { containerId: B, vramBytes: 9 * GIB });
});

test('what the driver does not tell is no level', () => {
  const { memoryUsedBytes: _, ...untold } = card(0, 24, { processesHidden: true });
  const container = { id: A, uuid: 'GPU-0', budgetBytes: GIB };
  assert.deepEqual(memoryLevels(snapshot(untold), [container]), []);
  assert.deepEqual(containerUse(snapshot(untold), { containerId: A, uuid: 'GPU-0' }), {
    totalBytes: 24 * GIB,
  });
});

test('a slice is a level of its own, and its card is none', () => {
  const sliced = slicedCard(0, [10, 10]);
  const [first, ...rest] = sliced.migInstances;
  assert.ok(first);
  const used = {
    ...first,
    memoryUsedBytes: 9 * GIB,
    smRatio: 0.5,
    processes: [process(1, A, 9 * GIB)],
  };
  const device = { ...sliced, memoryUsedBytes: 9 * GIB, migInstances: [used, ...rest] };
  const levels = memoryLevels(snapshot(device), [{ id: A, uuid: first.uuid, budgetBytes: 0 }]);
  assert.deepEqual(
    levels.map(({ key, used: bytes }) => [key, bytes / GIB]),
    [[first.uuid, 9]],
  );
  assert.deepEqual(containerUse(snapshot(device), { containerId: A, uuid: first.uuid }), {
    vramBytes: 9 * GIB,
    smRatio: 0.5,
    totalBytes: 10 * GIB,
  });
});

test('on a slice of which nothing is told, a container is not said to use nothing', () => {
  const sliced = slicedCard(0, [10, 10]);
  const silent = sliced.migInstances.map(({ memoryUsedBytes: _, ...slice }) => slice);
  const onSlice = { containerId: A, uuid: 'MIG-0-0' };
  const use = (device: GpuDevice) => containerUse(snapshot(device), onSlice);
  const untold = { totalBytes: 10 * GIB };
  assert.deepEqual(use({ ...sliced, migInstances: silent }), untold);
  // As nvidia-smi lists a process: on the card, of whoever it is.
  assert.deepEqual(use({ ...sliced, processes: [{ pid: 1, vramBytes: 8 * GIB }] }), untold);
  const known = { ...sliced, migInstances: silent, processes: [process(1, A, 8 * GIB)] };
  assert.deepEqual(use(known), { vramBytes: 8 * GIB, ...untold });
  const [level] = memoryLevels(snapshot(known), [
    { id: A, uuid: 'MIG-0-0', budgetBytes: 10 * GIB },
  ]);
  assert.equal(level?.used, 8 * GIB);
  assert.equal(use(sliced)?.vramBytes, 0, 'the driver tells of slices');
});

test('a container on two cards uses the sum, and is as busy as where it is busiest', () => {
  const on = (index: number, sm: number) =>
    card(index, 24, { memoryUsedBytes: 2 * GIB, processes: [process(1, A, 2 * GIB, sm)] });
  const use = containerUse(snapshot(on(0, 0.2), on(1, 0.7)), { containerId: A, uuid: 'GPU-1' });
  assert.deepEqual(use, { vramBytes: 4 * GIB, smRatio: 0.7, totalBytes: 24 * GIB });
  assert.equal(containerUse(snapshot(on(0, 0)), { containerId: B, uuid: 'cpu' }), undefined);
  const idle = containerUse(snapshot(on(0, 0)), { containerId: B, uuid: 'GPU-0' });
  assert.deepEqual(idle, { vramBytes: 0, smRatio: 0, totalBytes: 24 * GIB });
});

test('the words of those who ran out of video memory are known, and what they asked for', () => {
  const asked = (line: string) => outOfMemoryIn(line)?.askedBytes;
  assert.equal(
    asked(
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total',
    ),
    2.5 * GIB,
  );
  assert.equal(
    asked(
      '{"level":50,"msg":"bfc_arena.cc:376 BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 104857600"}',
    ),
    100 * 2 ** 20,
  );
  for (const line of [
    'CUDA failure 2: out of memory ; GPU=0 ; hostname=x',
    'cudnn error: CUDNN_STATUS_ALLOC_FAILED',
    '[TRT] [E] 2: [executionContext.cpp] Error Code 2: OutOfMemory (no further information) out of memory',
  ]) {
    assert.deepEqual(outOfMemoryIn(line), {}, line);
  }
  for (const line of [
    'JavaScript heap out of memory',
    'CUDA failure 209: no kernel image',
    'ready',
    'the photograph out-of-memory.jpg was answered',
    '',
  ]) {
    assert.equal(outOfMemoryIn(line), undefined, line);
  }
});

test('of levels that rise at once every container is told of, and a card unless its cause is', () => {
  const full = (index: number, ...processes: ReturnType<typeof process>[]): GpuDevice =>
    card(index, 24, { memoryUsedBytes: 23 * GIB, processes });
  const levels = memoryLevels(
    snapshot(
      full(0, process(1, A, 20 * GIB), process(2, B, 3 * GIB)),
      full(1, process(3, C, 22 * GIB)),
    ),
    [
      { id: A, uuid: 'GPU-0', budgetBytes: 20 * GIB },
      { id: B, uuid: 'GPU-0', budgetBytes: 3 * GIB },
      { id: C, uuid: 'GPU-1', budgetBytes: 0 },
    ],
  );
  assert.deepEqual(
    worthTelling(levels).map(({ key }) => key),
    [`container ${A}`, `container ${B}`, levels.at(-1)?.key],
  );
  assert.equal(levels.at(-1)?.kind, 'card');
});
