import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  classNames,
  countClasses,
  type Found,
  mostOf,
  visible,
} from '../../../webview/detect/logic/objects.ts';
import { object } from './objects.ts';

const found = (id: number, name: string, confidence = 0.9): Found => ({
  ...object(0, id, confidence, [0, 0, 9, 9]),
  name,
});

describe('classes of two models', () => {
  // COCO and DOTA both know ships, by different numbers; 8 is a boat in the one.
  const left = [found(8, 'boat'), found(0, 'person'), found(0, 'person', 0.1)];
  const right = [found(1, 'ship'), found(3, 'boat'), found(3, 'boat')];

  it('are counted by name, with the larger count and one colour', () => {
    const counts = mostOf(countClasses(left, 0.25), countClasses(right, 0.25));
    assert.deepEqual(counts, [
      { class: 8, name: 'boat', count: 2 },
      { class: 0, name: 'person', count: 1 },
      { class: 1, name: 'ship', count: 1 },
    ]);
  });

  it('are hidden by name', () => {
    const names = (objects: readonly Found[]) =>
      visible(objects, 0.25, new Set(['boat'])).map(({ name }) => name);
    assert.deepEqual([names(left), names(right)], [['person'], ['ship']]);
  });

  it('of which one has no names go by the names of the other', () => {
    const nameOf = classNames([
      ['0', '1', '2'],
      ['person', 'boat'],
    ]);
    const unnamed = [found(0, '0'), found(1, '1'), found(2, '2')];
    assert.deepEqual(unnamed.map(nameOf), ['person', 'boat', '2']);
    assert.equal(nameOf(found(1, 'ship')), 'ship');
    assert.equal(visible(unnamed, 0, new Set(['boat']), nameOf).length, 2);
    assert.deepEqual(unnamed.map(classNames([['0', '1', '2']])), ['0', '1', '2']);
  });
});
