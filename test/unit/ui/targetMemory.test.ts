import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memento } from 'vscode';

const { TargetMemory } = await import('../../../src/ui/targets/targetMemory.ts');

/** What VS Code keeps for a workspace. */
function memento(initial?: unknown): Memento {
  const values = new Map<string, unknown>([['yolo.recentTargets', initial]]);
  return {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
  } as Memento;
}

test('the newest comes first, once, and few are kept', async () => {
  const memory = new TargetMemory(memento());
  let changes = 0;
  memory.onDidChange(() => changes++);
  assert.deepEqual(memory.ids, []);
  for (const id of ['a', 'b', 'a', 'a']) await memory.choose(id);
  assert.deepEqual(memory.ids, ['a', 'b']);
  assert.equal(changes, 4);
  for (let i = 0; i < 20; i++) await memory.choose(`t${i}`);
  assert.deepEqual(memory.ids.slice(0, 2), ['t19', 't18']);
  assert.equal(memory.ids.length, 8);
});

test('a panel chooses for what comes later, anybody else for every panel', async () => {
  const memory = new TargetMemory(memento());
  await memory.choose('a');
  const first = memory.forAll;
  assert.equal(first?.target, 'a');
  await memory.choose('b', 'panel');
  assert.deepEqual(memory.ids, ['b', 'a']);
  assert.deepEqual(memory.forAll, first);
  // It is the current one already, but only in the panel that chose it.
  await memory.choose('b');
  assert.equal(memory.forAll?.target, 'b');
  assert.ok((memory.forAll?.revision ?? 0) > (first?.revision ?? 0));
});

test('the task that is remembered is the current one’s', async () => {
  const memory = new TargetMemory(memento());
  await memory.learn('pose');
  assert.equal(memory.task, undefined);
  await memory.choose('a');
  await memory.learn('pose');
  assert.equal(memory.task, 'pose');
  await memory.choose('b');
  assert.equal(memory.task, undefined);
});

test('what another version wrote does no harm', () => {
  assert.deepEqual(new TargetMemory(memento('a')).ids, []);
  assert.equal(new TargetMemory(memento()).forAll, null);
  assert.deepEqual(new TargetMemory(memento([1, 'a', null])).ids, ['a']);
});
