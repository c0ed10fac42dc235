import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GpuDevice, GpuProcess, GpuSnapshot } from '../../../../src/gpu/gpuSnapshot.ts';
import { type GpuRow, gpuRows } from '../../../../src/ui/gpus/gpuRows.ts';
import { replica } from '../deployments/replica.ts';

const MIB = 2 ** 20;
const CARD = 'GPU-0';

const device = (changes: Partial<GpuDevice> = {}): GpuDevice => ({
  index: 0,
  uuid: CARD,
  name: 'NVIDIA GeForce RTX 4090',
  memoryTotalBytes: 1000 * MIB,
  memoryUsedBytes: 400 * MIB,
  migEnabled: false,
  migInstances: [],
  processes: [],
  ...changes,
});

const snapshot = (...devices: GpuDevice[]): GpuSnapshot => ({
  time: 0,
  source: 'nvml',
  simulated: true,
  devices,
});

const a = replica({ deployment: 'line-a', gpu: CARD, vramMib: 500 });
const b = replica({ deployment: 'line-b', gpu: CARD });

const process = (pid: number, vramMib: number, changes: Partial<GpuProcess> = {}): GpuProcess => ({
  pid,
  vramBytes: vramMib * MIB,
  cgroupIds: [],
  ...changes,
});

/** What a person reads of a row: who, and how many MiB. */
function told(row: GpuRow): unknown[] {
  const who = row.kind === 'replica' ? row.replica.labels.deployment : row.kind;
  if ('usage' in row) return [who, row.usage.vramBytes && row.usage.vramBytes / MIB];
  return [who, ...row.children.map(told)];
}

test('the users of a card add up to what it says, with those deployed there that use nothing', () => {
  const [card] = gpuRows(
    snapshot(
      device({
        processes: [
          process(1, 200, { containerId: a.id }),
          process(2, 50),
          process(3, 30, { containerId: 'f'.repeat(64), containerName: 'training' }),
        ],
      }),
    ),
    [a, b, replica({ deployment: 'line-c', gpu: CARD }, { state: 'exited' })],
  );
  assert.ok(card);
  assert.deepEqual(told(card), [
    'card',
    ['line-a', 200],
    ['line-b', 0],
    ['foreign', 30],
    ['other', 50],
    ['unattributed', 120],
  ]);
  assert.equal(card.usedBytes, 400 * MIB);
});

test('where the driver hides who uses a card, what is deployed there is shown without figures', () => {
  const [card] = gpuRows(snapshot(device({ processesHidden: true })), [a]);
  assert.ok(card);
  assert.deepEqual(told(card), ['card', ['note'], ['line-a', undefined], ['unattributed', 400]]);
});

test('a card that is lost has nothing below it but what was deployed there', () => {
  const { memoryTotalBytes: _, memoryUsedBytes: __, ...rest } = device({ lost: true });
  const [card] = gpuRows(snapshot(rest), [a]);
  assert.ok(card);
  assert.deepEqual(told(card), ['card', ['line-a', undefined]]);
});

test('under MIG the slices and what is in none add up to the card', () => {
  const slice = (uuid: string, gpuInstanceId: number, processes: GpuProcess[]) => ({
    uuid,
    name: '1g.10gb',
    gpuInstanceId,
    memoryTotalBytes: 100 * MIB,
    memoryUsedBytes: 60 * MIB,
    smRatio: 0.4,
    processes,
  });
  const only = replica({ deployment: 'line-a', gpu: 'MIG-1' });
  const [card] = gpuRows(
    snapshot(
      device({
        migEnabled: true,
        processes: [process(9, 10)],
        // The last two are compute instances of one GPU instance and share its memory.
        migInstances: [
          slice('MIG-1', 1, [process(1, 50, { containerId: only.id })]),
          slice('MIG-2', 2, []),
          slice('MIG-3', 2, []),
        ],
      }),
    ),
    [only],
  );
  assert.ok(card);
  assert.deepEqual(told(card), [
    'card',
    ['slice', ['line-a', 50], ['unattributed', 10]],
    ['slice', ['unattributed', 60]],
    ['slice', ['unattributed', 60]],
    ['other', 10],
    ['unattributed', 400 - 60 - 60 - 10],
  ]);
  const [first] = card.children;
  const user = first?.children[0];
  assert.ok(user?.kind === 'replica');
  assert.equal(user.usage.smRatio, 0.4, 'the only user of a slice makes its load');
  const ids = new Set<string>();
  const walk = (row: GpuRow): void => {
    assert.ok(!ids.has(row.id), row.id);
    ids.add(row.id);
    row.children.forEach(walk);
  };
  walk(card);
  assert.equal(card.id, CARD);
});

test('on a slice of which nothing is told, what is deployed there is shown without figures', () => {
  const only = replica({ deployment: 'line-a', gpu: 'MIG-1' });
  const migInstances = [{ uuid: 'MIG-1', name: '1g.10gb', processes: [] }];
  const [card] = gpuRows(snapshot(device({ migEnabled: true, migInstances })), [only]);
  assert.deepEqual(card && told(card), [
    'card',
    ['slice', ['line-a', undefined]],
    ['unattributed', 400],
  ]);
});

test('MIG without slices says so', () => {
  const [card] = gpuRows(snapshot(device({ migEnabled: true })), []);
  assert.deepEqual(card && told(card), ['card', ['note'], ['unattributed', 400]]);
});

test('rows stay where they are, whoever uses most', () => {
  const who = (users: readonly (readonly [typeof a, number])[]): unknown[] => {
    const processes = users.map(([{ id }, mib], at) => process(at + 1, mib, { containerId: id }));
    const [card] = gpuRows(snapshot(device({ processes })), [a, b]);
    return (card?.children ?? []).map((row) =>
      row.kind === 'replica' ? row.replica.labels.deployment : row.kind,
    );
  };
  const order = ['line-a', 'line-b', 'unattributed'];
  assert.deepEqual(
    who([
      [a, 100],
      [b, 200],
    ]),
    order,
  );
  assert.deepEqual(
    who([
      [a, 200],
      [b, 100],
    ]),
    order,
  );
  assert.deepEqual(who([[b, 100]]), order);
});

test('a slice that somebody begins to use is another row, since VS Code opens none that it has closed', () => {
  const only = replica({ deployment: 'line-a', gpu: 'MIG-1' });
  const sliceOf = (replicas: (typeof only)[]): GpuRow | undefined => {
    const migInstances = [{ uuid: 'MIG-1', name: '1g.10gb', memoryUsedBytes: MIB, processes: [] }];
    return gpuRows(snapshot(device({ migEnabled: true, migInstances })), replicas)[0]?.children[0];
  };
  const idle = sliceOf([]);
  const used = sliceOf([only]);
  assert.ok(idle?.kind === 'slice' && used?.kind === 'slice');
  assert.notEqual(idle.id, used.id);
});
