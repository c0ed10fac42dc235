import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { score } from '../../../webview/detect/logic/matching.ts';
import { visible } from '../../../webview/detect/logic/objects.ts';
import { rates, ratesAt, Tally } from '../../../webview/detect/logic/tally.ts';
import { object } from './objects.ts';

/** Pictures with objects of steps of 0.01 in confidence, some on a truth and some not. */
const pictures = Array.from({ length: 5 }, (_, picture) => ({
  objects: Array.from({ length: 40 }, (_, i) =>
    object(i, i % 3, ((i * 37 + picture * 11) % 100) / 100, [(i % 20) * 20, 0, 10, 10]),
  ),
  truths: Array.from({ length: 15 }, (_, i) => object(i, i % 3, 1, [i * 20 + 1, 0, 10, 10])),
}));

describe('Tally', () => {
  it('gives at every confidence what matching the visible objects gives', () => {
    const tally = new Tally();
    for (const { objects, truths } of pictures) tally.add(score(objects, truths));
    const tallies = tally.snapshot();
    for (const hidden of [new Set<string>(), new Set(['class 1'])]) {
      for (const conf of [0.01, 0.25, 0.29, 0.57, 0.58, 0.99]) {
        let [hits, alarms, misses] = [0, 0, 0];
        for (const { objects, truths } of pictures) {
          const found = score(
            visible(objects, conf, hidden),
            truths.filter((truth) => !hidden.has(truth.name)),
          );
          hits += found.hits.length;
          alarms += found.alarms.length;
          misses += found.misses.length;
        }
        assert.deepEqual(ratesAt(tallies, conf, hidden), rates(hits, alarms, misses), `${conf}`);
      }
    }
  });

  it('has no precision without predictions and no recall without truth', () => {
    assert.deepEqual(rates(0, 0, 3), {
      hits: 0,
      alarms: 0,
      misses: 3,
      precision: undefined,
      recall: 0,
    });
    assert.equal(rates(0, 2, 0).recall, undefined);
  });
});
