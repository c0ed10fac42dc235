import type { Result } from '../../../src/contract/schema/predict.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An upright rectangle. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Box = NonNullable<Result['box']>;

/** The corners of a box in order around it. */
export function cornersOf(box: Box): Point[] {
  if ('x3' in box) {
    return [
      { x: box.x1, y: box.y1 },
      { x: box.x2, y: box.y2 },
      { x: box.x3, y: box.y3 },
      { x: box.x4, y: box.y4 },
    ];
  }
  return [
    { x: box.x1, y: box.y1 },
    { x: box.x2, y: box.y1 },
    { x: box.x2, y: box.y2 },
    { x: box.x1, y: box.y2 },
  ];
}

/** The smallest upright rectangle around points. */
export function boundsOf(points: readonly Point[]): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether two rectangles share more than an edge. */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Twice the signed area of a polygon: positive when clockwise on a screen, whose y points down. */
function doubleArea(polygon: readonly Point[]): number {
  let sum = 0;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[j] as Point, polygon[i] as Point];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

/** Area of a polygon that does not cross itself. */
export function areaOf(polygon: readonly Point[]): number {
  return Math.abs(doubleArea(polygon)) / 2;
}

/** Whether a point lies in a polygon (even-odd rule). */
export function contains(polygon: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i] as Point, polygon[j] as Point];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** Whether two edges of a polygon cross; the time grows with the square of its points. */
export function crossesItself(polygon: readonly Point[]): boolean {
  const at = (i: number): Point => polygon[i % polygon.length] as Point;
  const side = (a: Point, b: Point, p: Point): number =>
    Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
  for (let i = 0; i < polygon.length; i++) {
    for (let j = i + 2; j < polygon.length; j++) {
      const [a, b, c, d] = [at(i), at(i + 1), at(j), at(j + 1)];
      // Edges that only touch have a side of 0.
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

/** The part of a polygon that lies in a convex one (Sutherland and Hodgman). */
function clip(subject: readonly Point[], window: readonly Point[]): Point[] {
  const clockwise = doubleArea(window) > 0 ? 1 : -1;
  let output = [...subject];
  for (let i = 0, j = window.length - 1; i < window.length && output.length > 0; j = i++) {
    const [from, to] = [window[j] as Point, window[i] as Point];
    const side = (p: Point): number =>
      clockwise * ((to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x));
    const input = output;
    output = [];
    for (let k = 0, l = input.length - 1; k < input.length; l = k++) {
      const [a, b] = [input[l] as Point, input[k] as Point];
      const [sideA, sideB] = [side(a), side(b)];
      if (sideA < 0 !== sideB < 0) {
        const t = sideA / (sideA - sideB);
        output.push({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) });
      }
      if (sideB >= 0) output.push(b);
    }
  }
  return output;
}

/** Intersection over union of two convex polygons, such as upright or oriented boxes. */
export function iouOf(a: readonly Point[], b: readonly Point[]): number {
  const shared = areaOf(clip(a, b));
  const union = areaOf(a) + areaOf(b) - shared;
  return union > 0 ? shared / union : 0;
}
