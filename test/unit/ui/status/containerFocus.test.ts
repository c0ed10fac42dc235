import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memento } from 'vscode';
import { replica } from '../deployments/replica.ts';

const { ContainerFocus } = await import('../../../../src/ui/status/containerFocus.ts');
const { TargetMemory } = await import('../../../../src/ui/targets/targetMemory.ts');
const { containerTargetId } = await import('../../../../src/ui/targets/containerTargetId.ts');

/** What VS Code keeps for a workspace. */
function memento(values = new Map<string, unknown>()): Memento {
  return {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
  } as Memento;
}

const [a, b, c] = ['line-a', 'line-b', 'line-c'].map((deployment) => replica({ deployment }));
assert.ok(a && b && c);
const all = [a, b, c];

test('debugged before pinned before used last, each while it is there', async () => {
  const state = memento();
  const memory = new TargetMemory(state);
  const focus = new ContainerFocus(state, memory);
  let changes = 0;
  focus.onDidChange(() => changes++);
  assert.equal(focus.of(all), undefined);
  await memory.choose('local:/models/a.onnx');
  await memory.choose(containerTargetId(a.labels));
  assert.equal(focus.of(all), a);
  await focus.pin(b.labels);
  assert.equal(focus.of(all), b);
  assert.ok(focus.isPinned(b) && !focus.isPinned(a));
  assert.equal(focus.of([a, c]), a, 'a pinned container that is gone yields');
  const [first, second] = [focus.debugging(c.id), focus.debugging(a.id)];
  assert.equal(focus.of(all), a, 'the newest');
  second.dispose();
  second.dispose();
  assert.equal(focus.of(all), c);
  first.dispose();
  await focus.pin(undefined);
  assert.equal(focus.of(all), a);
  assert.equal(changes, 8);
});

test('what replaces a pinned container is pinned, and what is on trial is not', async () => {
  const state = memento();
  const focus = new ContainerFocus(state, new TargetMemory(state));
  await focus.pin(b.labels);
  const trial = replica({ deployment: 'line-b' }, { id: '1'.repeat(64), role: 'trial' });
  assert.equal(focus.of([trial, b]), b);
  const next = { ...trial, role: 'serving' } as const;
  assert.equal(focus.of([next]), next);
});

test('what another version wrote does no harm', () => {
  const state = memento(new Map<string, unknown>([['yolo.pinnedContainer', 7]]));
  const focus = new ContainerFocus(state, new TargetMemory(state));
  assert.equal(focus.pinned, undefined);
  assert.equal(focus.of(all), undefined);
});
