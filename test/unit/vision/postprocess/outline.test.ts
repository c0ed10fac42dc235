import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { largestOutline } from '../../../../src/vision/postprocess/outline.ts';
import { seeded } from '../../../support/random.ts';

/** A bitmap drawn with `#`. */
function bitmap(...rows: string[]): [Uint8Array, { height: number; width: number }] {
  const width = rows[0]?.length ?? 0;
  const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
  return [data, { height: rows.length, width }];
}

/** Area of a polygon by the shoelace formula. */
function area(points: readonly { x: number; y: number }[]): number {
  let twice = 0;
  points.forEach((p, i) => {
    const q = points[(i + 1) % points.length] ?? p;
    twice += p.x * q.y - q.x * p.y;
  });
  return twice / 2;
}

describe('largestOutline', () => {
  it('walks a rectangle clockwise, corners only', () => {
    assert.deepEqual(largestOutline(...bitmap('....', '.##.', '.##.')), [
      { x: 1, y: 1 },
      { x: 3, y: 1 },
      { x: 3, y: 3 },
      { x: 1, y: 3 },
    ]);
  });

  it('is empty for an empty bitmap', () => {
    assert.deepEqual(largestOutline(...bitmap('...', '...')), []);
  });

  it('takes the larger of two regions, also when they touch by a corner', () => {
    assert.equal(area(largestOutline(...bitmap('#...', '.##.', '.##.'))), 4);
    assert.equal(area(largestOutline(...bitmap('..#', '##.', '##.'))), 4);
  });

  it('fills holes and follows arms', () => {
    assert.equal(area(largestOutline(...bitmap('###', '#.#', '###'))), 9);
    assert.equal(area(largestOutline(...bitmap('#.#', '#.#', '###'))), 7);
  });

  it('encloses what a flood fill from outside cannot reach, for random bitmaps', () => {
    const random = seeded(11);
    for (let n = 0; n < 300; n++) {
      const size = { height: 1 + Math.floor(random() * 9), width: 1 + Math.floor(random() * 9) };
      const data = Uint8Array.from({ length: size.height * size.width }, () =>
        random() < 0.55 ? 1 : 0,
      );
      const outline = largestOutline(data, size);
      assert.equal(
        outline.length === 0,
        data.every((value) => value === 0),
      );
      assert.ok(area(outline) >= Math.min(1, data.filter(Boolean).length));
      for (const { x, y } of outline) {
        assert.ok(x >= 0 && y >= 0 && x <= size.width && y <= size.height);
      }
    }
  });
});
