import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sceneOf } from '../../../webview/detect/logic/marks.ts';
import { compare, score } from '../../../webview/detect/logic/matching.ts';
import { object } from './objects.ts';

describe('compare', () => {
  it('takes classes of whole pictures for the same where the class is the same', () => {
    const whole = (index: number, id: number, confidence: number) => ({
      ...object(index, id, confidence, [0, 0, 0, 0]),
      corners: [],
    });
    const left = [whole(0, 7, 0.9), whole(1, 3, 0.05)];
    const right = [whole(0, 7, 0.8), whole(1, 4, 0.1)];
    const { agreed, classDiffers, onlyLeft, onlyRight } = compare(left, right);
    assert.deepEqual(agreed, [[left[0], right[0]]]);
    assert.deepEqual(classDiffers, []);
    assert.deepEqual([onlyLeft, onlyRight], [[left[1]], [right[1]]]);
  });

  it('goes by the names of classes, which models number as they like', () => {
    const named = (id: number, name: string) => ({ ...object(0, id, 0.9, [0, 0, 9, 9]), name });
    assert.equal(compare([named(1, 'ship')], [named(8, 'ship')]).agreed.length, 1);
    assert.equal(compare([named(0, 'person')], [named(0, 'bolt')]).classDiffers.length, 1);
    // A model without names calls its classes by their numbers.
    assert.equal(compare([named(0, 'person')], [named(0, '0')]).agreed.length, 1);
  });

  it('tells agreed, class differs, only left and only right', () => {
    const left = [
      object(0, 0, 0.9, [0, 0, 10, 10]),
      object(1, 0, 0.8, [100, 0, 10, 10]),
      object(2, 0, 0.7, [200, 0, 10, 10]),
    ];
    const right = [
      object(0, 0, 0.9, [1, 0, 10, 10]),
      object(1, 1, 0.8, [100, 1, 10, 10]),
      object(2, 0, 0.7, [300, 0, 10, 10]),
    ];
    const { agreed, classDiffers, onlyLeft, onlyRight } = compare(left, right);
    assert.deepEqual(agreed, [[left[0], right[0]]]);
    assert.deepEqual(classDiffers, [[left[1], right[1]]]);
    assert.deepEqual(onlyLeft, [left[2]]);
    assert.deepEqual(onlyRight, [right[2]]);
  });

  it('prefers a worse overlap of the same class to a better one of another', () => {
    const left = [object(0, 0, 0.9, [0, 0, 10, 10])];
    const right = [object(0, 1, 0.9, [0, 0, 10, 10]), object(1, 0, 0.9, [2, 0, 10, 10])];
    const { agreed, classDiffers, onlyRight } = compare(left, right);
    assert.deepEqual(agreed, [[left[0], right[1]]]);
    assert.equal(classDiffers.length, 0);
    assert.deepEqual(onlyRight, [right[0]]);
  });

  it('matches each object once', () => {
    const left = [object(0, 0, 0.9, [0, 0, 10, 10]), object(1, 0, 0.8, [0, 0, 10, 10])];
    const { agreed, onlyLeft } = compare(left, [object(0, 0, 0.9, [0, 0, 10, 10])]);
    assert.equal(agreed.length, 1);
    assert.equal(onlyLeft.length, 1);
  });
});

describe('score', () => {
  it('gives a truth to the most confident, and calls the second a false alarm', () => {
    const truth = object(0, 0, 1, [0, 0, 10, 10]);
    const objects = [object(0, 0, 0.6, [0, 0, 10, 10]), object(1, 0, 0.9, [1, 0, 10, 10])];
    const { hits, alarms, misses } = score(objects, [truth]);
    assert.deepEqual(hits, [[objects[1], truth]]);
    assert.deepEqual(alarms, [objects[0]]);
    assert.deepEqual(misses, []);
  });

  it('wants the same class', () => {
    const truth = object(0, 1, 1, [0, 0, 10, 10]);
    const { hits, alarms, misses } = score([object(0, 0, 0.9, [0, 0, 10, 10])], [truth]);
    assert.deepEqual([hits.length, alarms.length, misses], [0, 1, [truth]]);
  });
});

describe('score of a model that numbers its classes otherwise', () => {
  it('goes by names', () => {
    const truth = { ...object(0, 1, 1, [0, 0, 10, 10]), name: 'nut' };
    const found = { ...object(0, 4, 0.9, [0, 0, 10, 10]), name: 'nut' };
    assert.equal(score([found], [truth]).hits.length, 1);
    assert.equal(score([{ ...found, class: 1, name: 'bolt' }], [truth]).hits.length, 0);
  });
});

describe('sceneOf', () => {
  const left = [object(0, 0, 0.9, [0, 0, 10, 10]), object(1, 0, 0.8, [50, 0, 10, 10])];
  const right = [object(0, 1, 0.7, [0, 0, 10, 10]), object(1, 0, 0.6, [90, 0, 10, 10])];

  it('shares keys between the panes, so that they stay in step', () => {
    const { panes, rows, counts } = sceneOf({ kind: 'side', left, right }, new Set());
    assert.deepEqual(
      panes.map((marks) => marks.map(({ key }) => key)),
      [
        ['l0', 'l1'],
        ['l0', 'r1'],
      ],
    );
    assert.equal(rows.length, 3);
    assert.deepEqual(counts, { agreed: 0, classDiffers: 1, onlyLeft: 1, onlyRight: 1 });
  });

  it('leaves hidden verdicts out of panes and rows, not of the counts', () => {
    const scene = sceneOf({ kind: 'blend', left, right, fade: 0.5 }, new Set(['onlyRight']));
    assert.deepEqual(
      scene.rows.map(({ verdict }) => verdict),
      ['classDiffers', 'onlyLeft'],
    );
    assert.equal(scene.counts.onlyRight, 1);
  });

  it('fades the left target into the right one over one picture', () => {
    const seen = (fade: number): string[] =>
      (sceneOf({ kind: 'blend', left, right, fade }, new Set()).panes[0] ?? [])
        .filter(({ opacity }) => opacity > 0)
        .map(({ key, object: { confidence }, opacity }) => `${key} ${confidence} ${opacity}`)
        .sort();
    assert.deepEqual(seen(0), ['l0 0.9 1', 'l1 0.8 1']);
    assert.deepEqual(seen(0.25), ['l0 0.9 1', 'l1 0.8 1', 'r1 0.6 0.5']);
    assert.deepEqual(seen(0.5), ['l0 0.9 1', 'l1 0.8 1', 'r1 0.6 1']);
    assert.deepEqual(seen(0.75), ['l0 0.7 0.5', 'l0 0.9 0.5', 'l1 0.8 0.5', 'r1 0.6 1']);
    assert.deepEqual(seen(1), ['l0 0.7 1', 'r1 0.6 1']);
  });

  it('lists the same objects however far one target is faded into the other', () => {
    const rows = (fade: number): string[] =>
      sceneOf({ kind: 'blend', left, right, fade }, new Set()).rows.map(({ key }) => key);
    assert.deepEqual(rows(0), ['l0', 'l1', 'r1']);
    assert.deepEqual(rows(1), rows(0));
  });

  it('lists misses last, without a score', () => {
    const truths = [object(7, 2, 1, [300, 0, 10, 10])];
    const { rows } = sceneOf({ kind: 'truth', left, truths }, new Set());
    const last = rows.at(-1);
    assert.deepEqual([last?.key, last?.verdict, last?.label], ['t7', 'miss', '○ class 2']);
  });
});
