import { contains, crossesItself, type Point } from './geometry.ts';

/** Numbers may miss the picture's edge by this much: some tools round. */
const LEEWAY = 0.01;
/** Longer lines are outlines: bodies, hands and faces together have 133 keypoints. */
const MOST_KEYPOINT_VALUES = 600;
/** Lines that tell what a file holds. */
const LINES_LOOKED_AT = 50;
/** Keypoints that a model guesses may lie beside the box; most do not. */
const MOST_POINTS = 0.8;

/** What a model's task says about its labels. */
export interface LabelledModel {
  readonly task: string;
  /** The classes; labels of others are told apart, since the model cannot find them. */
  readonly labels: readonly string[];
  /** Pose: how many keypoints, where the model tells. */
  readonly keypoints?: { readonly count: number } | undefined;
}

/** What the numbers after the class of a line are. */
export interface LabelLayout {
  readonly kind: 'box' | 'outline' | 'corners';
  /** Numbers of the shape, keypoints included; behind may stand a confidence and a track's number. */
  readonly length: number;
  /** Numbers of each keypoint behind a box: x and y, or visibility too; 0 without any. */
  readonly dims: 0 | 2 | 3;
}

/** Tells what the numbers of a line are; undefined where they are nothing that such labels hold. */
export type LayoutReader = (values: readonly number[]) => LabelLayout | undefined;

const within = (value: number): boolean => value >= -LEEWAY && value <= 1 + LEEWAY;
const isScore = (value: number | undefined): boolean =>
  value !== undefined && value >= 0 && value <= 1;
const isTrack = (value: number | undefined): boolean =>
  Number.isInteger(value) && Number(value) >= 0;

/** Whether numbers are what Ultralytics saves behind a prediction: a confidence, a track's number. */
function isTail(rest: readonly number[]): boolean {
  const [first, second] = rest;
  if (rest.length === 1) return isScore(first) || isTrack(first);
  return rest.length === 0 || (rest.length === 2 && isScore(first) && isTrack(second));
}

/** Points of which each has so many numbers, the first two its place. */
export function pointsOf(values: readonly number[], dims: number): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + dims <= values.length; i += dims)
    points.push({ x: values[i] as number, y: values[i + 1] as number });
  return points;
}

/** The corners of a centre, width and height. */
export function boxAround([cx = 0, cy = 0, width = 0, height = 0]: readonly number[]): Point[] {
  const [left, right] = [cx - width / 2, cx + width / 2];
  const [top, bottom] = [cy - height / 2, cy + height / 2];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

/** A shape of so many numbers at the beginning of a line, and nothing strange behind it. */
function begins(values: readonly number[], length: number): boolean {
  return values.slice(0, length).every(within) && isTail(values.slice(length));
}

const box: LayoutReader = (values) =>
  values.length >= 4 && begins(values, 4) ? { kind: 'box', length: 4, dims: 0 } : undefined;

const corners: LayoutReader = (values) =>
  values.length >= 8 && begins(values, 8) ? { kind: 'corners', length: 8, dims: 0 } : undefined;

const outline: LayoutReader = (values) => {
  // All numbers where they may be, else without what stands behind a saved prediction.
  for (const tail of [0, 1, 2]) {
    const length = values.length - tail;
    if (length >= 6 && length % 2 === 0 && begins(values, length))
      return { kind: 'outline', length, dims: 0 };
  }
  return undefined;
};

/** What a line is as a box with keypoints behind it, the likeliest first. @param count how many, where that is known. */
function keypointLayouts(values: readonly number[], count?: number): LabelLayout[] {
  const layouts: LabelLayout[] = [];
  if (!values.slice(0, 4).every(within)) return layouts;
  for (const tail of [0, 1, 2]) {
    for (const dims of [3, 2] as const) {
      const length = values.length - tail;
      const points = (length - 4) / dims;
      if (points < 1 || !Number.isInteger(points) || points !== (count ?? points)) continue;
      const places = pointsOf(values.slice(4, length), dims);
      if (places.every(({ x, y }) => within(x) && within(y)) && isTail(values.slice(length)))
        layouts.push({ kind: 'box', length, dims });
    }
  }
  return layouts;
}

/** The share of a line's keypoints that lie in its box; 0 where the box is not in the picture. */
function shareInBox(values: readonly number[], { length, dims }: LabelLayout): number {
  const [cx = 0, cy = 0, width = 0, height = 0] = values;
  if (!boxAround(values).every(({ x, y }) => within(x) && within(y))) return 0;
  const room = boxAround([cx, cy, width + 2 * LEEWAY, height + 2 * LEEWAY]);
  // (0, 0) stands for a keypoint that nobody marked.
  const marked = pointsOf(values.slice(4, length), dims).filter(({ x, y }) => x !== 0 || y !== 0);
  return marked.filter((point) => contains(room, point)).length / Math.max(1, marked.length);
}

/** Whether every keypoint's third number is one of COCO's: not marked, hidden or visible. */
function hasVisibility(values: readonly number[], { length, dims }: LabelLayout): boolean {
  const third = values.slice(4, length).filter((_, i) => i % dims === 2);
  return dims === 3 && third.every((value) => value === 0 || value === 1 || value === 2);
}

const pose = (values: readonly number[], count?: number): LabelLayout | undefined => {
  const layouts = keypointLayouts(values, count);
  return layouts.find((layout) => shareInBox(values, layout) === 1) ?? box(values) ?? layouts[0];
};

/**
 * What lines are as boxes with keypoints, where the task does not say that they are. The same numbers
 * may be an outline; but what somebody drew around an object hardly crosses itself.
 */
function heldKeypoints(lines: readonly (readonly number[])[]): LabelLayout | undefined {
  // A line that is wrong must not make outlines of all others.
  const sorted = lines.map(({ length }) => length).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  const most = lines.filter(({ length }) => length === middle);
  const [first = []] = most;
  if (most.length <= lines.length / 2 || first.length > MOST_KEYPOINT_VALUES) return undefined;
  const looked = most.slice(0, LINES_LOOKED_AT);
  return keypointLayouts(first).find((layout) => {
    if (looked.every((values) => hasVisibility(values, layout))) return true;
    const crossing = looked.filter((values) => crossesItself(pointsOf(values, 2))).length;
    const inside = looked.filter((values) => shareInBox(values, layout) >= MOST_POINTS).length;
    return crossing > looked.length / 2 && inside > looked.length / 2;
  });
}

/**
 * How the lines of a label file are to be read. The task decides; where it leaves several ways, as
 * boxes may be learnt from outlines too, the lines of the file together do.
 *
 * @param lines the numbers after each line's class.
 */
export function layoutReader(
  lines: readonly (readonly number[])[],
  { task, keypoints: shape }: LabelledModel,
): LayoutReader {
  if (task === 'pose') return (values) => pose(values, shape?.count);
  if (task === 'obb') return (values) => corners(values) ?? box(values);
  // Shorter ones are boxes whatever the others are.
  const long = lines.filter(({ length }) => length >= 6);
  const held = heldKeypoints(long);
  if (held) {
    return (values) =>
      keypointLayouts(values).find(
        ({ length, dims }) => length === held.length && dims === held.dims,
      ) ?? box(values);
  }
  // A box with confidence and track has as many numbers as a triangle.
  if (long.every((values) => values.length === 6 && isTail(values.slice(4)))) return box;
  return (values) => outline(values) ?? box(values);
}
