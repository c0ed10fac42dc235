import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RedrawPace } from '../../../../src/ui/gpus/redrawPace.ts';

/** The seconds at which a pace allows to draw, asked in each. */
function drawnIn(
  seconds: number,
  { urgent = [], read = [] }: { urgent?: readonly number[]; read?: readonly number[] } = {},
): number[] {
  let second = 0;
  const pace = new RedrawPace(() => second * 1000);
  const drawn: number[] = [];
  for (; second < seconds; second++) {
    if (read.includes(second)) pace.reading();
    if (pace.allows(urgent.includes(second))) drawn.push(second);
  }
  return drawn;
}

test('figures are drawn at once after a calm, and then once in each', () => {
  assert.deepEqual(drawnIn(12), [0, 5, 10]);
});

test('what is urgent is drawn at any time, and what comes with it begins a calm', () => {
  assert.deepEqual(drawnIn(9, { urgent: [2, 3] }), [0, 2, 3, 8]);
});

test('while a tooltip is read figures stand still, but not what is urgent', () => {
  assert.deepEqual(drawnIn(20, { read: [3] }), [0, 13, 18]);
  assert.deepEqual(drawnIn(20, { read: [3], urgent: [7] }), [0, 7, 12, 17]);
});
