import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { overlaps } from '../../../webview/detect/logic/geometry.ts';
import { placeLabel, placeLabels } from '../../../webview/detect/logic/labelLayout.ts';
import { seeded } from '../../support/random.ts';

const area = { x: 0, y: 0, width: 1000, height: 600 };
const label = { width: 80, height: 18 };

describe('placeLabels', () => {
  it('puts a label above its box, and below it at the top of the picture', () => {
    const [above, below] = placeLabels(
      [
        { ...label, box: { x: 100, y: 100, width: 200, height: 100 } },
        { ...label, box: { x: 400, y: 5, width: 200, height: 100 } },
      ],
      area,
    );
    assert.deepEqual(above, { ...label, x: 100, y: 82 });
    assert.deepEqual(below, { ...label, x: 400, y: 105 });
  });

  it('keeps labels with boxes that reach over an edge, and gives none to those out of sight', () => {
    const [left, above, gone] = placeLabels(
      [
        { ...label, box: { x: -50, y: 100, width: 200, height: 100 } },
        { ...label, box: { x: 400, y: -50, width: 200, height: 900 } },
        { ...label, box: { x: 2000, y: 100, width: 200, height: 100 } },
      ],
      area,
    );
    assert.deepEqual(left, { ...label, x: 0, y: 82 });
    assert.deepEqual(above, { ...label, x: 400, y: 0 });
    assert.equal(gone, undefined);
  });

  it('never lets labels overlap, and serves the first ones first', () => {
    const next = seeded(7);
    const wishes = Array.from({ length: 300 }, () => ({
      ...label,
      box: { x: next() * 900, y: next() * 500, width: 120, height: 90 },
    }));
    const places = placeLabels(wishes, area);
    const placed = places.filter((place) => place !== undefined);
    assert.ok(places[0] && placed.length > 50);
    for (const [i, a] of placed.entries()) {
      for (const b of placed.slice(i + 1)) assert.ok(!overlaps(a, b));
    }
  });

  it('does not hide small boxes under labels of others', () => {
    const small = { ...label, box: { x: 105, y: 85, width: 20, height: 12 } };
    const [place] = placeLabels(
      [{ ...label, box: { x: 100, y: 100, width: 200, height: 100 } }, small],
      area,
    );
    assert.ok(place && !overlaps(place, small.box));
  });

  it('labels a large box among small ones where it hides least of any, and a remarkable one', () => {
    const large = { ...label, box: { x: 100, y: 100, width: 120, height: 60 } };
    // Within every place beside its edges; above it they only reach into it.
    const small = [72, 102, 144, 162].flatMap((y) =>
      [84, 102, 120, 138, 156, 174, 192, 210].map((x) => ({
        ...label,
        box: { x, y, width: 16, height: 14 },
      })),
    );
    const [place] = placeLabels([large, ...small], area);
    assert.equal(place?.y, 100 - label.height);
    const plain = { ...label, box: { x: 140, y: 100, width: 30, height: 60 } };
    assert.equal(placeLabels([plain, ...small], area)[0] !== undefined, false);
    assert.ok(placeLabels([{ ...plain, remarkable: true }, ...small], area)[0]);
  });

  it('always finds a place for the one that must be seen, inside the area', () => {
    const place = placeLabel(
      { ...label, box: { x: -500, y: -500, width: 2000, height: 2000 } },
      area,
    );
    assert.ok(place.x >= 0 && place.y >= 0 && place.x + place.width <= area.width);
  });
});
