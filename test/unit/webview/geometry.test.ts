import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  areaOf,
  boundsOf,
  contains,
  cornersOf,
  iouOf,
} from '../../../webview/detect/logic/geometry.ts';

const square = (x: number, y: number, side: number) =>
  cornersOf({ x1: x, y1: y, x2: x + side, y2: y + side });

describe('geometry', () => {
  it('computes IoU of upright boxes', () => {
    assert.equal(iouOf(square(0, 0, 10), square(0, 0, 10)), 1);
    assert.equal(iouOf(square(0, 0, 10), square(5, 0, 10)), 50 / 150);
    assert.equal(iouOf(square(0, 0, 10), square(10, 0, 10)), 0);
    assert.equal(iouOf(square(0, 0, 10), square(30, 30, 10)), 0);
  });

  it('computes IoU of oriented boxes whatever the direction of their corners', () => {
    const diamond = [
      { x: 5, y: 0 },
      { x: 10, y: 5 },
      { x: 5, y: 10 },
      { x: 0, y: 5 },
    ];
    for (const corners of [diamond, diamond.toReversed()]) {
      assert.equal(areaOf(corners), 50);
      assert.ok(Math.abs(iouOf(corners, square(0, 0, 10)) - 0.5) < 1e-9);
      assert.ok(Math.abs(iouOf(square(0, 0, 10), corners) - 0.5) < 1e-9);
    }
  });

  it('is 0 for boxes without area', () => {
    assert.equal(iouOf(square(1, 1, 0), square(1, 1, 0)), 0);
  });

  it('knows what is inside, and the bounds', () => {
    const triangle = [
      { x: 0, y: 0 },
      { x: 8, y: 0 },
      { x: 0, y: 8 },
    ];
    assert.ok(contains(triangle, { x: 2, y: 2 }));
    assert.ok(!contains(triangle, { x: 6, y: 6 }));
    assert.deepEqual(boundsOf(triangle), { x: 0, y: 0, width: 8, height: 8 });
  });
});
