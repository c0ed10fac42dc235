import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Candidate } from '../../../../src/vision/postprocess/candidates.ts';
import { boxIou, nms } from '../../../../src/vision/postprocess/nms.ts';
import type { OrientedBox } from '../../../../src/vision/postprocess/orientedBox.ts';
import {
  areFarApart,
  boxGaussian,
  corners,
  farDistance,
  orientedBox,
  probabilisticIou,
} from '../../../../src/vision/postprocess/orientedBox.ts';
import { seeded } from '../../../support/random.ts';

const box = (
  index: number,
  classId: number,
  score: number,
  x1: number,
  y1 = 0,
  side = 10,
): Candidate => ({
  index,
  classId,
  score,
  x1,
  y1,
  x2: x1 + side,
  y2: y1 + side,
});

const likeness = (p: OrientedBox, q: OrientedBox): number =>
  probabilisticIou(boxGaussian(p), boxGaussian(q));

describe('nms', () => {
  it('keeps the best of a class and leaves other classes alone', () => {
    const kept = nms(
      [box(0, 0, 0.6, 1), box(1, 0, 0.9, 0), box(2, 1, 0.5, 0), box(3, 0, 0.4, 20)],
      0.5,
      300,
    );
    assert.deepEqual(
      kept.map(({ index }) => index),
      [1, 2, 3],
    );
  });

  it('drops only what overlaps more than the threshold', () => {
    const pair = [box(0, 0, 0.9, 0), box(1, 0, 0.8, 5)];
    assert.equal(boxIou(pair[0] as Candidate, pair[1] as Candidate), 1 / 3);
    assert.equal(nms(pair, 1 / 3, 300).length, 2);
    assert.equal(nms(pair, 0.33, 300).length, 1);
  });

  it('agrees with the quadratic definition on random boxes', () => {
    const random = seeded(3);
    const boxes = Array.from({ length: 400 }, (_, i) =>
      box(i, Math.floor(random() * 3), random(), random() * 60, random() * 60, 5 + random() * 20),
    );
    const sorted = boxes.toSorted((a, b) => b.score - a.score);
    const expected: Candidate[] = [];
    for (const candidate of sorted) {
      const beaten = expected.some(
        (other) => other.classId === candidate.classId && boxIou(other, candidate) > 0.45,
      );
      if (!beaten) expected.push(candidate);
    }
    assert.deepEqual(nms(boxes, 0.45, 1000), expected);
    assert.deepEqual(nms(boxes, 0.45, 7), expected.slice(0, 7));
  });

  it('compares nothing where nothing can be suppressed', () => {
    const boxes = Array.from({ length: 500 }, (_, i) => box(i, 0, i / 500, 0));
    const overlaps = (): boolean => assert.fail('compared');
    assert.equal(nms(boxes, 1, 300, { overlaps }).length, 300);
  });

  it('asks now and then whether there is time left', () => {
    const late = new Error('late');
    const checkTime = (): void => {
      throw late;
    };
    assert.throws(() => nms([box(0, 0, 1, 0)], 0.5, 1, { checkTime }), late);
  });

  it('is undisturbed by boxes without area or with absurd numbers', () => {
    const odd = [
      box(0, 0, 0.9, 0, 0, 0),
      box(1, 0, 0.8, 0, 0, -5),
      box(2, 0, 0.7, Number.NaN),
      box(3, 0, 0.6, Infinity),
    ];
    assert.equal(nms(odd, 0.5, 300).length, 4);
  });
});

describe('oriented boxes', () => {
  it('turns corners clockwise on screen', () => {
    const turned = corners({ cx: 10, cy: 20, width: 8, height: 2, angle: Math.PI / 2 });
    const rounded = turned.map(({ x, y }) => [Math.round(x), Math.round(y)]);
    assert.deepEqual(
      rounded.toSorted(),
      [
        [9, 16],
        [9, 24],
        [11, 16],
        [11, 24],
      ].toSorted(),
    );
  });

  it('measures likeness: 1 for itself, the same for a half turn, 0 far away', () => {
    const a = orientedBox(box(0, 0, 1, 0, 0, 10), 0.3);
    assert.ok(likeness(a, a) > 0.999);
    assert.ok(likeness(a, { ...a, angle: a.angle + Math.PI }) > 0.999);
    assert.ok(likeness(a, { ...a, cx: a.cx + 1000 }) < 0.001);
    const thin = { cx: 0, cy: 0, width: 20, height: 2, angle: 0 };
    assert.ok(likeness(thin, { ...thin, angle: Math.PI / 2 }) < 0.5);
    assert.equal(likeness(a, { ...a, cx: 3 }), likeness({ ...a, cx: 3 }, a));
  });

  it('calls far apart only what overlaps by less than the threshold', () => {
    const random = seeded(5);
    const any = (): OrientedBox => ({
      cx: random() * 60,
      cy: random() * 60,
      width: random() ** 3 * 80,
      height: random() ** 3 * 80,
      angle: random() * 6,
    });
    let far = 0;
    for (let n = 0; n < 20_000; n++) {
      const [p, q, iou] = [boxGaussian(any()), boxGaussian(any()), random()];
      if (!areFarApart(p, q, farDistance(iou))) continue;
      far++;
      assert.ok(probabilisticIou(p, q) <= iou);
    }
    assert.ok(far > 5_000, `${far} are rejected cheaply`);
  });
});
