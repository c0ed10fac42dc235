import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../../scripts/paths.ts';
import { ACTIONS, actionsOf, actionsOfAll } from '../../../../src/ui/deployments/replicaActions.ts';
import { replica } from './replica.ts';

test('what can be done follows from the state', () => {
  const can = (state: Parameters<typeof replica>[1]) => actionsOf(replica({}, state));
  assert.ok(can({ state: 'ready' }).includes('detect'));
  assert.ok(!can({ state: 'ready' }).includes('start'));
  assert.ok(can({ state: 'paused' }).includes('resume'));
  assert.ok(!can({ state: 'paused' }).includes('restart'));
  assert.deepEqual(can({ state: 'exited' }), ['log', 'start', 'debug', 'dockerRun', 'remove']);
  assert.deepEqual(can({ state: 'removing' }), []);
  const onCard = replica({ gpu: 'GPU-1', vramMib: 2048 });
  assert.ok(actionsOf(onCard).includes('budget'));
  assert.ok(!actionsOf({ ...onCard, labels: { ...onCard.labels, gpu: 'cpu' } }).includes('budget'));
  assert.deepEqual(can({ state: 'ready', role: 'trial' }), ['log', 'shell', 'remove']);
});

test('a deployment offers what at least one of its containers can', () => {
  const mixed = [replica(), replica({ replica: 1 }, { state: 'exited' })];
  const expected = ['start', 'stop', 'restart', 'pause', 'remove'];
  assert.deepEqual(actionsOfAll(mixed), expected);
});

test('the manifest has a menu entry for every action, and for no other', () => {
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const asked = [...manifest.matchAll(/viewItem =~ \/:(\w+):\//g)].map(([, action]) => action);
  // Keeping one in the status bar does nothing to it.
  const pinning = ['pin', 'unpin'];
  assert.deepEqual([...new Set(asked)].sort(), [...ACTIONS, ...pinning].sort());
});
