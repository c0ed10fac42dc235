import { areaOf, boundsOf, crossesItself, type Point } from './geometry.ts';
import {
  boxAround,
  type LabelLayout,
  type LabelledModel,
  layoutReader,
  pointsOf,
} from './labelLayouts.ts';
import type { Found } from './objects.ts';
import type { Size } from './viewport.ts';

/** Objects of one picture that are read; more are no labels that a person drew. */
export const MOST_LABELS = 2000;
/** In square pixels; what has less is a line or a point, whatever rounding has left of it. */
const LEAST_AREA = 1e-6;

/** What a label file says, and which of its lines say nothing. */
export interface Labels {
  readonly objects: readonly Found[];
  /** Line numbers, from 1, that are not labels of such a model: words, other numbers than it has. */
  readonly badLines: readonly number[];
  /** Line numbers, from 1, of what has no width or no height. */
  readonly flatLines: readonly number[];
  /** Classes, one for each label, that the model does not have and so cannot find. */
  readonly unknown: readonly number[];
  /** Whether confidences stand behind objects, as in what a model has found. */
  readonly scored: boolean;
  /** Whether there are more than `MOST_LABELS`. */
  readonly cut: boolean;
}

export const NO_LABELS: Labels = {
  objects: [],
  badLines: [],
  flatLines: [],
  unknown: [],
  scored: false,
  cut: false,
};

/** A line that holds something. */
interface Line {
  /** From 0. */
  readonly index: number;
  readonly class: number;
  readonly values: readonly number[];
}

function linesOf(text: string): { lines: Line[]; cut: boolean } {
  const lines: Line[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    if (lines.length === MOST_LABELS) return { lines, cut: true };
    const [classId = Number.NaN, ...values] = line.trim().split(/\s+/).map(Number);
    lines.push({ index, class: classId, values });
  }
  return { lines, cut: false };
}

const isSound = ({ class: classId, values }: Line): boolean =>
  Number.isInteger(classId) && classId >= 0 && values.every(Number.isFinite);

/**
 * Reads a YOLO label file: `class cx cy w h` in fractions of the picture, with keypoints behind it
 * for a pose, `class x y x y …` as polygon of a mask or as four corners of an oriented box.
 */
export function parseYoloLabels(text: string, picture: Size, model: LabelledModel): Labels {
  const { lines, cut } = linesOf(text);
  const layoutOf = layoutReader(
    lines.filter(isSound).map(({ values }) => values),
    model,
  );
  const objects: Found[] = [];
  const [badLines, flatLines, unknown]: [number[], number[], number[]] = [[], [], []];
  let scored = false;
  for (const line of lines) {
    const layout = isSound(line) ? layoutOf(line.values) : undefined;
    if (layout === undefined) {
      badLines.push(line.index + 1);
      continue;
    }
    const object = labelled(line, layout, { picture, model });
    if (areaOf(object.corners) < LEAST_AREA) flatLines.push(line.index + 1);
    else if (model.labels.length > 0 && line.class >= model.labels.length) unknown.push(line.class);
    else objects.push(object);
    scored ||= line.values.length > layout.length;
  }
  return { objects, badLines, flatLines, unknown, scored, cut };
}

function upright(points: readonly Point[]): Point[] {
  const { x, y, width, height } = boundsOf(points);
  return boxAround([x + width / 2, y + height / 2, width, height]);
}

/** Four corners in order around the box, whatever order they were written in. */
function inOrder(corners: readonly Point[]): readonly Point[] {
  if (!crossesItself(corners)) return corners;
  const x = corners.reduce((sum, corner) => sum + corner.x, 0) / corners.length;
  const y = corners.reduce((sum, corner) => sum + corner.y, 0) / corners.length;
  const angle = (corner: Point): number => Math.atan2(corner.y - y, corner.x - x);
  return [...corners].sort((a, b) => angle(a) - angle(b));
}

function labelled(
  { index, class: classId, values }: Line,
  { kind, length, dims }: LabelLayout,
  { picture, model }: { readonly picture: Size; readonly model: LabelledModel },
): Found {
  const scaled = <P extends Point>(points: readonly P[]): P[] =>
    points.map((point) => ({ ...point, x: point.x * picture.width, y: point.y * picture.height }));
  const points = kind === 'box' ? [] : scaled(pointsOf(values.slice(0, length), 2));
  const corners =
    kind === 'box'
      ? scaled(boxAround(values))
      : kind === 'corners'
        ? inOrder(points)
        : upright(points);
  // Behind an object of another task, keypoints are nothing that could be compared.
  const shown = model.task === 'pose' && dims > 0 ? values.slice(4, length) : [];
  const keypoints = pointsOf(shown, dims || 2).map((point, i) => {
    const marked = point.x !== 0 || point.y !== 0;
    return { ...point, visible: dims === 3 ? (shown[3 * i + 2] ?? 0) : Number(marked) };
  });
  return {
    index,
    class: classId,
    name: model.labels[classId] ?? String(classId),
    confidence: 1,
    corners,
    bounds: boundsOf(corners),
    outline: kind === 'outline' ? points : [],
    keypoints: scaled(keypoints),
    oriented: kind === 'corners',
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
