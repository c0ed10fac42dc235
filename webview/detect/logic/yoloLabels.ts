import { boundsOf, type Point } from './geometry.ts';
import type { Found } from './objects.ts';
import type { Size } from './viewport.ts';

/** Objects of one picture that are read; more are no labels that a person drew. */
export const MOST_LABELS = 2000;
/** Numbers may miss the picture's edge by this much: some tools round. */
const LEEWAY = 0.01;

/** What a label file says, and which of its lines say nothing. */
export interface Labels {
  readonly objects: readonly Found[];
  /** Line numbers, from 1, that are not YOLO labels: words, too few numbers, or none of 0 to 1. */
  readonly badLines: readonly number[];
  /** Classes, one for each label, that the model does not have and so cannot find. */
  readonly unknown: readonly number[];
  /** Whether there are more than `MOST_LABELS`. */
  readonly cut: boolean;
}

export const NO_LABELS: Labels = { objects: [], badLines: [], unknown: [], cut: false };

/** The corners of a centre, width and height. */
function boxAround(cx: number, cy: number, width: number, height: number): Point[] {
  const [left, top, right, bottom] = [
    cx - width / 2,
    cy - height / 2,
    cx + width / 2,
    cy + height / 2,
  ];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

function pairs(values: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 1 < values.length; i += 2)
    points.push({ x: values[i] as number, y: values[i + 1] as number });
  return points;
}

function upright(points: readonly Point[]): Point[] {
  const { x, y, width, height } = boundsOf(points);
  return boxAround(x + width / 2, y + height / 2, width, height);
}

const within = (value: number): boolean => value >= -LEEWAY && value <= 1 + LEEWAY;

/** What the numbers of a line are: a box, or an outline; undefined when they are neither. */
function shapeOf(values: readonly number[], task: string): 'box' | 'outline' | undefined {
  const box = values.length >= 4 && values.slice(0, 4).every(within);
  const even = values.length >= 6 && values.length % 2 === 0;
  if (task !== 'pose' && even) {
    if (values.every(within)) return 'outline';
    // Keypoints, with a visibility of up to 2 after each.
    if ((values.length - 4) % 3 !== 0) return undefined;
  }
  return box ? 'box' : undefined;
}

/**
 * Reads a YOLO label file: `class cx cy w h` in fractions of the picture, or `class x y x y …` as
 * polygon of a mask or, with the task `obb`, as four corners. Keypoints after the box are left out
 * of matching, as they are not boxes.
 *
 * @param names the model's classes: labels of others are told apart, since it cannot find them.
 */
export function parseYoloLabels(
  text: string,
  picture: Size,
  task: string,
  names: readonly string[],
): Labels {
  const objects: Found[] = [];
  const badLines: number[] = [];
  const unknown: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    if (objects.length + badLines.length + unknown.length === MOST_LABELS) {
      return { objects, badLines, unknown, cut: true };
    }
    const [classId = Number.NaN, ...values] = line.trim().split(/\s+/).map(Number);
    const sound = Number.isInteger(classId) && classId >= 0 && values.every(Number.isFinite);
    const shape = sound ? shapeOf(values, task) : undefined;
    if (shape === undefined) badLines.push(index + 1);
    else if (names.length > 0 && classId >= names.length) unknown.push(classId);
    else objects.push(labelled(index, classId, values, { shape, picture, task, names }));
  }
  return { objects, badLines, unknown, cut: false };
}

/** What the numbers of a line are read as. */
interface Reading {
  readonly shape: 'box' | 'outline';
  readonly picture: Size;
  readonly task: string;
  readonly names: readonly string[];
}

function labelled(
  index: number,
  classId: number,
  values: readonly number[],
  { shape, picture, task, names }: Reading,
): Found {
  const scaled = (points: readonly Point[]): Point[] =>
    points.map(({ x, y }) => ({ x: x * picture.width, y: y * picture.height }));
  const [cx = 0, cy = 0, width = 0, height = 0] = values;
  const outline = shape === 'outline' ? scaled(pairs(values)) : [];
  const oriented = shape === 'outline' && task === 'obb' && outline.length === 4;
  const corners = oriented
    ? outline
    : shape === 'outline'
      ? upright(outline)
      : scaled(boxAround(cx, cy, width, height));
  return {
    index,
    class: classId,
    name: names[classId] ?? String(classId),
    confidence: 1,
    corners,
    bounds: boundsOf(corners),
    outline: oriented ? [] : outline,
    keypoints: [],
    oriented,
  };
}

const fraction = (value: number): string => Math.min(Math.max(value, 0), 1).toFixed(6);

/** Writes objects as YOLO labels: polygons for masks, corners for oriented boxes, else boxes. */
export function formatYoloLabels(objects: readonly Found[], { width, height }: Size): string {
  const lines = objects.map((object) => {
    const points = object.outline.length > 2 ? object.outline : object.corners;
    if (object.oriented || object.outline.length > 2) {
      const values = points.map(({ x, y }) => `${fraction(x / width)} ${fraction(y / height)}`);
      return [object.class, ...values].join(' ');
    }
    const [a, , c] = object.corners;
    if (!a || !c) return undefined;
    const values = [
      (a.x + c.x) / 2 / width,
      (a.y + c.y) / 2 / height,
      (c.x - a.x) / width,
      (c.y - a.y) / height,
    ];
    const points3 = object.keypoints.flatMap(({ x, y, visible }) => [
      fraction(x / width),
      fraction(y / height),
      visible >= 0.5 ? '2' : '0',
    ]);
    return [object.class, ...values.map(fraction), ...points3].join(' ');
  });
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('');
}
