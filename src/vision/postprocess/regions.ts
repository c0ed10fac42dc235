import type { Size } from '../types.ts';

/** A horizontal run of pixels that are inside: columns `from` to `to` (exclusive) of a row. */
interface Runs {
  readonly row: number[];
  readonly from: number[];
  readonly to: number[];
  /** Number of a run of the same region, smaller than its own or equal. */
  readonly parent: number[];
}

function rootOf(parent: number[], run: number): number {
  let root = run;
  while (parent[root] !== root) {
    // Halving the path keeps the next walk short.
    parent[root] = parent[parent[root] as number] as number;
    root = parent[root] as number;
  }
  return root;
}

/** Finds all runs and joins those that touch from row to row; the first of a region is its root. */
function findRuns(inside: Uint8Array, { height, width }: Size): Runs {
  const runs: Runs = { row: [], from: [], to: [], parent: [] };
  const { row, from, to, parent } = runs;
  let above = 0;
  let aboveEnd = 0;
  for (let y = 0; y < height; y++) {
    const rowStart = parent.length;
    const pixels = inside.subarray(y * width, (y + 1) * width);
    for (let at = pixels.indexOf(1); at >= 0; ) {
      const gap = pixels.indexOf(0, at);
      const stop = gap < 0 ? width : gap;
      row.push(y);
      from.push(at);
      to.push(stop);
      parent.push(parent.length);
      at = pixels.indexOf(1, stop);
    }
    let candidate = above;
    for (let run = rowStart; run < parent.length; run++) {
      while (candidate < aboveEnd && (to[candidate] as number) <= (from[run] as number))
        candidate++;
      let touching = candidate;
      while (touching < aboveEnd && (from[touching] as number) < (to[run] as number)) {
        const [a, b] = [rootOf(parent, touching), rootOf(parent, run)];
        if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
        touching++;
      }
    }
    above = rowStart;
    aboveEnd = parent.length;
  }
  return runs;
}

/**
 * Finds the largest 4-connected region of a bitmap; of equal ones the first in reading order.
 *
 * @param inside `height · width` bytes, row-major, 1 where inside and else 0.
 * @returns the region alone as such a bitmap, and its first pixel in reading order; `undefined`
 *   when nothing is inside.
 */
export function largestRegion(
  inside: Uint8Array,
  size: Size,
): { region: Uint8Array; start: number } | undefined {
  const { row, from, to, parent } = findRuns(inside, size);
  const areas = new Float64Array(parent.length);
  for (let run = 0; run < parent.length; run++) {
    const root = rootOf(parent, run);
    areas[root] = (areas[root] as number) + (to[run] as number) - (from[run] as number);
  }
  let best = 0;
  for (let run = 1; run < areas.length; run++) {
    if ((areas[run] as number) > (areas[best] as number)) best = run;
  }
  if (areas.length === 0) return undefined;
  const region = new Uint8Array(inside.length);
  for (let run = 0; run < parent.length; run++) {
    if (rootOf(parent, run) !== best) continue;
    const start = (row[run] as number) * size.width;
    region.fill(1, start + (from[run] as number), start + (to[run] as number));
  }
  return { region, start: (row[best] as number) * size.width + (from[best] as number) };
}
