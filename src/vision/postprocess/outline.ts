import type { Point, Size } from '../types.ts';
import { largestRegion } from './regions.ts';

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
 * @param inside `height · width` bytes, row-major, 1 where inside and else 0.
 * @returns corner points in pixels; empty when nothing is inside.
 */
export function largestOutline(inside: Uint8Array, size: Size): Point[] {
  const largest = largestRegion(inside, size);
  if (largest === undefined) return [];
  const { region, start } = largest;
  const has = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < size.width && y < size.height && region[y * size.width + x] === 1;
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
