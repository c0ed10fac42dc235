import { MAX_MASKS } from '../defaults.ts';
import type { Placement } from '../image/placement.ts';
import { toPicture } from '../image/placement.ts';
import type { Box, Detection, Keypoint, ModelSpec, PredictOptions, Size } from '../types.ts';
import type { Candidate, Selection } from './candidates.ts';
import {
  anchorFreeCandidates,
  endToEndCandidates,
  objectnessCandidates,
  yoloxCandidates,
} from './candidates.ts';
import { topClasses } from './classification.ts';
import type { Grid, OutputTensor } from './grid.ts';
import { channelsOf, columnGrid, rowGrid } from './grid.ts';
import { candidateMask } from './mask.ts';
import { nms } from './nms.ts';
import type { BoxGaussian, OrientedBox } from './orientedBox.ts';
import {
  areFarApart,
  boxGaussian,
  corners,
  farDistance,
  orientedBox,
  probabilisticIou,
} from './orientedBox.ts';

/** Everything that one picture's outputs are read with. */
interface Reading {
  readonly spec: ModelSpec;
  readonly options: PredictOptions;
  readonly placement: Placement;
  /** Size of the picture in pixels, as a person sees it. */
  readonly picture: Size;
  /** Is called now and then, and throws when there is no time left. */
  readonly checkTime?: () => void;
}

/** A candidate of an oriented box with what comparing it needs. */
interface OrientedCandidate extends Candidate {
  readonly gaussian: BoxGaussian;
}

/**
 * Turns a network's outputs into detections in picture pixels.
 *
 * @param outputs in the order of `spec.outputs`; the first holds the predictions, the second (only
 *   for segmentation) the mask prototypes.
 */
export function readDetections(outputs: readonly OutputTensor[], reading: Reading): Detection[] {
  const { spec, options } = reading;
  const [predictions, prototypes] = outputs;
  if (predictions === undefined) return [];
  const classes = options.classes && new Set(options.classes);
  if (spec.task === 'classify') {
    return topClasses(predictions.data, options.maxDet, classes).map(({ classId, score }) => ({
      classId,
      name: className(spec, classId),
      confidence: score,
    }));
  }
  const grid = spec.family === 'v8' ? columnGrid(predictions) : rowGrid(predictions);
  const selection = { conf: options.conf, classes };
  const kept = select(grid, selection, reading);
  return kept.map((candidate) => {
    reading.checkTime?.();
    return assemble(candidate, grid, prototypes, reading);
  });
}

/** How many objects are reported at most: fewer than asked for where each has a mask. */
function limit({ spec, options }: Reading): number {
  return spec.task === 'segment' ? Math.min(options.maxDet, MAX_MASKS) : options.maxDet;
}

function className(spec: ModelSpec, classId: number): string {
  return spec.names[classId] ?? String(classId);
}

/** Index of the first channel after box and classes: mask coefficients, keypoints or angle. */
function extraChannel({ family, names }: ModelSpec): number {
  if (family === 'end2end') return 6;
  return (family === 'v8' ? 4 : 5) + names.length;
}

function select(grid: Grid, selection: Selection, reading: Reading): Candidate[] {
  const { spec, options, placement, checkTime } = reading;
  const classes = spec.names.length;
  if (spec.family === 'end2end') {
    const layout = spec.task === 'obb' ? 'centre' : 'corners';
    return endToEndCandidates(grid, selection, layout).slice(0, limit(reading));
  }
  const candidates =
    spec.family === 'v8'
      ? anchorFreeCandidates(grid, classes, selection)
      : spec.family === 'v5'
        ? objectnessCandidates(grid, classes, selection)
        : yoloxCandidates(grid, classes, selection, placement.input);
  const time = checkTime && { checkTime };
  if (spec.task !== 'obb') return nms(candidates, options.iou, limit(reading), time);
  const oriented = candidates.map((candidate): OrientedCandidate => {
    return { ...candidate, gaussian: boxGaussian(rotated(candidate, grid, spec)) };
  });
  const far = farDistance(options.iou);
  return nms(oriented, options.iou, limit(reading), {
    ...time,
    overlaps: ({ gaussian: p }, { gaussian: q }, iou) =>
      !areFarApart(p, q, far) && probabilisticIou(p, q) > iou,
  });
}

function rotated(candidate: Candidate, grid: Grid, spec: ModelSpec): OrientedBox {
  const [angle = 0] = channelsOf(grid, candidate.index, extraChannel(spec), 1);
  return orientedBox(candidate, angle);
}

function assemble(
  candidate: Candidate,
  grid: Grid,
  prototypes: OutputTensor | undefined,
  reading: Reading,
): Detection {
  const { spec, placement, picture } = reading;
  const place = (x: number, y: number) => toPicture(placement, picture, x, y);
  const common = {
    classId: candidate.classId,
    name: className(spec, candidate.classId),
    confidence: candidate.score,
  };
  const extra = extraChannel(spec);
  if (spec.task === 'obb') {
    const polygon = corners(rotated(candidate, grid, spec)).map(({ x, y }) => ({
      // Corners may lie outside the picture; clipping one would bend the box.
      x: (x - placement.left) / placement.scaleX,
      y: (y - placement.top) / placement.scaleY,
    }));
    return { ...common, polygon, box: around(polygon, picture) };
  }
  const topLeft = place(candidate.x1, candidate.y1);
  const bottomRight = place(candidate.x2, candidate.y2);
  const box: Box = { x1: topLeft.x, y1: topLeft.y, x2: bottomRight.x, y2: bottomRight.y };
  if (spec.task === 'pose' && spec.keypoints !== undefined) {
    return { ...common, box, keypoints: keypoints(candidate, grid, extra, reading) };
  }
  if (spec.task === 'segment' && prototypes !== undefined) {
    const coefficients = channelsOf(grid, candidate.index, extra, prototypes.shape[1] ?? 0);
    const mask = candidateMask(candidate, coefficients, prototypes, placement.input);
    return {
      ...common,
      box,
      segment: mask.outline.map(({ x, y }) => place(x, y)),
      maskArea: mask.area / (placement.scaleX * placement.scaleY),
    };
  }
  return { ...common, box };
}

function keypoints(
  candidate: Candidate,
  grid: Grid,
  from: number,
  { spec, placement, picture }: Reading,
): Keypoint[] {
  const { count, dims } = spec.keypoints ?? { count: 0, dims: 3 };
  const values = channelsOf(grid, candidate.index, from, count * dims);
  return Array.from({ length: count }, (_, k) => {
    const point = toPicture(placement, picture, values[k * dims] ?? 0, values[k * dims + 1] ?? 0);
    return dims === 3 ? { ...point, visible: values[k * dims + 2] ?? 0 } : point;
  });
}

/** The axis-aligned box around points, clipped to the picture. */
function around(points: readonly { x: number; y: number }[], picture: Size): Box {
  const within = (value: number, max: number): number => Math.min(Math.max(value, 0), max);
  const xs = points.map(({ x }) => within(x, picture.width));
  const ys = points.map(({ y }) => within(y, picture.height));
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
}
