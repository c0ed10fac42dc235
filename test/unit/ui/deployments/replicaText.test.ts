import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replica } from './replica.ts';

const { ageText, deviceText, lifeText, stateText } = await import(
  '../../../../src/ui/deployments/replicaText.ts'
);

test('states in words', () => {
  const text = (state: Parameters<typeof replica>[1]) => stateText(replica({}, state));
  assert.equal(text({}), 'ready');
  assert.equal(text({ state: 'exited', exitCode: 3 }), 'exited with code 3');
  assert.equal(text({ state: 'exited' }), 'exited');
  const killed = { state: 'exited', exitCode: 137, outOfMemory: true } as const;
  assert.equal(text(killed), 'out of memory (exit code 137)');
});

test('devices by name, where it is not known by the beginning of their UUID', () => {
  const names = new Map([['GPU-2c', 'GPU 0']]);
  const text = (gpu: string) => deviceText(replica({ gpu }), (uuid) => names.get(uuid));
  assert.equal(text('GPU-2c'), 'GPU 0');
  assert.equal(text('cpu'), 'CPU');
  assert.equal(text('GPU-8f3a1c2d-aaaa-bbbb-cccc-123456789abc'), 'GPU 8f3a1c2d');
  assert.equal(text('MIG-1c83ef54-aaaa-bbbb-cccc-123456789abc'), 'MIG 1c83ef54');
});

test('ages in the largest unit that fits', () => {
  const minutes = (count: number) => ageText(0, count * 60_000);
  assert.equal(minutes(0.2), '< 1 min');
  assert.equal(minutes(59), '59 min');
  assert.equal(minutes(150), '2 hr');
  assert.equal(minutes(3 * 24 * 60), '3 days');
  assert.equal(ageText(60_000, 0), '< 1 min', 'the engine’s clock may go ahead');
  assert.equal(lifeText(replica({}, { state: 'exited', since: 0 }), 120_000), '2 min ago');
  assert.equal(lifeText(replica({}, { since: undefined }), 0), undefined);
});
