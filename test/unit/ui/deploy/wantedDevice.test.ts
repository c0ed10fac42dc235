import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GpuState } from '../../../../src/gpu/gpuSnapshot.ts';
import { card, slicedCard } from '../../gpu/support/cards.ts';

const { refusedWish, unitsMeant } = await import('../../../../src/ui/deploy/wantedDevice.ts');

const devices = [
  slicedCard(0, [10, 20]),
  card(1, 24),
  card(2, 24, { lost: true }),
  slicedCard(3, []),
];
const gpus: GpuState = {
  ok: true,
  snapshot: { time: 0, source: 'nvml', simulated: true, devices },
};

test('what yolo.json names comes first: a card, a slice, or the slices of a card under MIG', () => {
  const meant = (wanted: number | string): string[] => unitsMeant(wanted, gpus);
  assert.deepEqual(meant(1), ['GPU-1']);
  assert.deepEqual(meant('GPU-1'), ['GPU-1']);
  assert.deepEqual(meant('MIG-0-1'), ['MIG-0-1']);
  assert.deepEqual(meant(0), ['MIG-0-0', 'MIG-0-1']);
  for (const none of [2, 3, 4, 'MIG-9', 'auto', 'cpu']) assert.deepEqual(meant(none), []);
});

test('where it cannot be had, it is said why', () => {
  const why = (wanted?: number | string, state: GpuState = gpus): string | undefined =>
    refusedWish({ wanted, gpus: state });
  for (const fine of [undefined, 'auto', 'spread', 'pack', 'cpu', 1, 'GPU-1', 'MIG-0-1'])
    assert.equal(why(fine), undefined);
  assert.equal(
    why(0),
    'GPU 0, which yolo.json names, is divided into MIG slices: choose one of them.',
  );
  assert.equal(why(2), 'GPU 2, which yolo.json names, no longer answers.');
  assert.equal(why(3), 'GPU 3, which yolo.json names, is under MIG and has no slices.');
  assert.equal(why(7), 'GPU 7, which yolo.json names, is not among the 4 GPUs here.');
  assert.equal(why('MIG-9'), 'MIG-9, which yolo.json names, is not among the 4 GPUs here.');
  // Why there are none at all is said at the CPU.
  const unavailable = { reason: 'no-driver', message: '' } as const;
  assert.equal(why(7, { ok: false, unavailable }), undefined);
  assert.equal(refusedWish({ wanted: 7, gpus: undefined }), undefined);
});
