import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GpuSampler } from '../../../../src/gpu/gpuSampler.ts';
import type { GpuState } from '../../../../src/gpu/gpuSnapshot.ts';
import { notAsked } from '../../../../src/gpu/unavailable.ts';

const { CardNames } = await import('../../../../src/ui/gpus/cardNames.ts');

const slice = { uuid: 'MIG-1', name: '1g.18gb', index: 3, processes: [] };
const card = { uuid: 'GPU-1', name: 'NVIDIA H200', processes: [] };
const known: GpuState = {
  ok: true,
  snapshot: {
    time: 0,
    source: 'nvml',
    simulated: true,
    devices: [
      { ...card, index: 0, migEnabled: true, migInstances: [slice] },
      { ...card, index: 1, uuid: 'GPU-2', lost: true, migEnabled: false, migInstances: [] },
    ],
  },
};

test('cards and slices have names while they are known; asking looks at most once', async () => {
  let state: GpuState = known;
  let looks = 0;
  const gpus = new GpuSampler({
    sample: async () => {
      looks++;
      return state;
    },
    rest: async () => undefined,
  });
  const cards = new CardNames(gpus);
  let told = 0;
  cards.onDidChange(() => told++);
  assert.equal(cards.nameOf('GPU-1'), undefined);
  assert.equal(looks, 0, 'nobody has asked');
  cards.ask();
  cards.ask();
  await gpus.sampleOnce();
  cards.ask();
  assert.equal(looks, 1);
  const names = ['GPU-1', 'MIG-1', 'GPU-2', 'GPU-3'].map(cards.nameOf);
  assert.deepEqual(names, ['GPU 0', 'GPU 0 · 1g.18gb #3', 'GPU 1', undefined]);
  await gpus.sampleOnce();
  assert.equal(told, 1, 'the same names are no news');
  state = notAsked('ssh://elsewhere');
  await gpus.sampleOnce();
  assert.equal(cards.nameOf('GPU-1'), undefined);
  assert.equal(told, 2);
  await gpus.dispose();
});
