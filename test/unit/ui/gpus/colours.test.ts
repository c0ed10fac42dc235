import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Colours } from '../../../../src/ui/gpus/charts/colours.ts';

test('colours differ while there are enough, and stay with their names', () => {
  const colours = new Colours(8);
  const names = Array.from({ length: 8 }, (_, at) => `line-${at}`);
  const first = colours.of(names.slice(0, 3));
  assert.equal(new Set(first).size, 3);
  const all = colours.of(names);
  assert.deepEqual(all.slice(0, 3), first);
  assert.equal(new Set(all).size, 8);
  const more = colours.of([...names, 'line-8']);
  assert.deepEqual(more.slice(0, 8), all);
  assert.ok((more[8] ?? -1) >= 0 && (more[8] ?? 8) < 8);
});

test('a name has the same colour in every window that shows it alone', () => {
  assert.deepEqual(new Colours(8).of(['line-a']), new Colours(8).of(['line-a']));
});
