import type { Point, Size } from '../types.ts';

/** Labels 4-connected regions and returns the first pixel (in reading order) of the largest. */
function largestRegion(
  inside: Uint8Array,
  { height, width }: Size,
): { labels: Uint32Array; label: number; start: number } | undefined {
  const labels = new Uint32Array(inside.length);
  const stack = new Int32Array(inside.length);
  let best: { label: number; start: number; area: number } | undefined;
  let label = 0;
  for (let seed = 0; seed < inside.length; seed++) {
    if (inside[seed] === 0 || labels[seed] !== 0) continue;
    label++;
    let depth = 0;
    let area = 0;
    stack[depth++] = seed;
    labels[seed] = label;
    while (depth > 0) {
      const at = stack[--depth] as number;
      area++;
      const x = at % width;
      const visit = (next: number, within: boolean): void => {
        if (!within || inside[next] === 0 || labels[next] !== 0) return;
        labels[next] = label;
        stack[depth++] = next;
      };
      visit(at - 1, x > 0);
      visit(at + 1, x < width - 1);
      visit(at - width, at >= width);
      visit(at + width, at < (height - 1) * width);
    }
    if (best === undefined || area > best.area) best = { label, start: seed, area };
  }
  return best && { labels, label: best.label, start: best.start };
}

/** Steps right, down, left, up along pixel edges. */
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * Outline of the largest 4-connected region of a bitmap, walked clockwise along pixel edges, so
 * that its area is exactly the region's (holes filled). Only corners are kept.
 *
 * @param inside `height · width` bytes, row-major, not 0 where inside.
 * @returns corner points in pixels; empty when nothing is inside.
 */
export function largestOutline(inside: Uint8Array, size: Size): Point[] {
  const region = largestRegion(inside, size);
  if (region === undefined) return [];
  const { labels, label, start } = region;
  const has = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < size.width && y < size.height && labels[y * size.width + x] === label;
  const from = { x: start % size.width, y: Math.floor(start / size.width) };
  // The first pixel in reading order has nothing above or left of it: its corner is on the outline.
  const points: Point[] = [from];
  let { x, y } = from;
  let direction = 0;
  for (;;) {
    const [dx, dy] = STEPS[direction] as (typeof STEPS)[number];
    x += dx;
    y += dy;
    if (x === from.x && y === from.y) return points;
    const rightAhead = has(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
    const leftAhead = has(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
    if (rightAhead && !leftAhead) continue;
    points.push({ x, y });
    // Turning right where the region ends keeps parts that touch by a corner only apart.
    direction = rightAhead ? (direction + 3) % 4 : (direction + 1) % 4;
  }
}
