import assert from 'node:assert/strict';
import { it } from 'node:test';
import { largestRegion } from '../../../../src/vision/postprocess/regions.ts';
import { seeded } from '../../../support/random.ts';

/** The first pixel and the size of every region, found pixel by pixel. */
function regions(inside: Uint8Array, height: number, width: number): Set<number>[] {
  const found: Set<number>[] = [];
  const seen = new Set<number>();
  for (let seed = 0; seed < inside.length; seed++) {
    if (inside[seed] === 0 || seen.has(seed)) continue;
    const region = new Set([seed]);
    for (const at of region) {
      seen.add(at);
      const [x, y] = [at % width, Math.floor(at / width)];
      if (x > 0 && inside[at - 1]) region.add(at - 1);
      if (x < width - 1 && inside[at + 1]) region.add(at + 1);
      if (y > 0 && inside[at - width]) region.add(at - width);
      if (y < height - 1 && inside[at + width]) region.add(at + width);
    }
    found.push(region);
  }
  return found;
}

it('finds the largest region, the first of equals, as a flood fill does', () => {
  const random = seeded(17);
  for (let n = 0; n < 500; n++) {
    const size = { height: 1 + Math.floor(random() * 12), width: 1 + Math.floor(random() * 12) };
    const density = random();
    const inside = Uint8Array.from({ length: size.height * size.width }, () =>
      random() < density ? 1 : 0,
    );
    const all = regions(inside, size.height, size.width);
    const expected = all.toSorted((a, b) => b.size - a.size)[0];
    const found = largestRegion(inside, size);
    assert.equal(found?.start, expected && Math.min(...expected));
    const pixels = [...(found?.region ?? [])].flatMap((value, at) => (value === 1 ? [at] : []));
    assert.deepEqual(
      pixels,
      [...(expected ?? [])].sort((a, b) => a - b),
    );
  }
});

it('takes time in proportion to the pixels', () => {
  const size = { height: 3000, width: 1000 };
  const start = performance.now();
  largestRegion(new Uint8Array(3_000_000).fill(1), size);
  const last = new Uint8Array(3_000_000);
  last[2_999_999] = 1;
  largestRegion(last, size);
  largestRegion(
    last.map((_, i) => (i % 1000 === 0 || Math.floor(i / 1000) % 2 === 0 ? 1 : 0)),
    size,
  );
  assert.ok(performance.now() - start < 3_000);
});
