import { iouOf, overlaps } from './geometry.ts';
import type { Found } from './objects.ts';

function iou(a: Found, b: Found): number {
  // Classes of the whole picture have no boxes: the same class is the same object.
  if (a.corners.length === 0 && b.corners.length === 0) return sameClass(a, b) ? 1 : 0;
  // Most pairs are far apart, which their bounds tell at once.
  return overlaps(a.bounds, b.bounds) ? iouOf(a.corners, b.corners) : 0;
}

/** Two boxes with at least this overlap are the same object. */
const SAME_OBJECT_IOU = 0.5;

/** How what two targets found corresponds. */
export interface Comparison {
  readonly agreed: readonly (readonly [left: Found, right: Found])[];
  readonly classDiffers: readonly (readonly [left: Found, right: Found])[];
  readonly onlyLeft: readonly Found[];
  readonly onlyRight: readonly Found[];
}

/**
 * Whether two objects are of one class. Models number their classes as they like, so names count;
 * numbers only where one of the models has no names.
 */
function sameClass(a: Found, b: Found): boolean {
  const unnamed = [a, b].some(({ name, class: id }) => name === String(id));
  return unnamed ? a.class === b.class : a.name === b.name;
}

/** Pairs of objects that overlap enough, the closest first. */
function closePairs(left: readonly Found[], right: readonly Found[]): [Found, Found, number][] {
  const pairs: [Found, Found, number][] = [];
  for (const a of left) {
    for (const b of right) {
      const overlap = iou(a, b);
      if (overlap >= SAME_OBJECT_IOU) pairs.push([a, b, overlap]);
    }
  }
  return pairs.sort((p, q) => q[2] - p[2]);
}

/**
 * Matches what two targets found, one to one, the closest boxes first. Boxes of one class go before
 * others, so that a disagreement about the class is reported only where no better match exists.
 */
export function compare(left: readonly Found[], right: readonly Found[]): Comparison {
  const [freeLeft, freeRight] = [new Set(left), new Set(right)];
  const agreed: [Found, Found][] = [];
  const classDiffers: [Found, Found][] = [];
  const pairs = closePairs(left, right);
  for (const same of [true, false]) {
    for (const [a, b] of pairs) {
      if (sameClass(a, b) !== same || !freeLeft.has(a) || !freeRight.has(b)) continue;
      freeLeft.delete(a);
      freeRight.delete(b);
      (same ? agreed : classDiffers).push([a, b]);
    }
  }
  return { agreed, classDiffers, onlyLeft: [...freeLeft], onlyRight: [...freeRight] };
}

/** How what a model found corresponds to the ground truth. */
export interface Score {
  readonly hits: readonly (readonly [found: Found, truth: Found])[];
  readonly alarms: readonly Found[];
  readonly misses: readonly Found[];
}

/**
 * Matches predictions with ground truth of the same class as in PASCAL VOC: by falling confidence,
 * each takes the free truth that it overlaps most. What becomes of a prediction depends only on more
 * confident ones, so that one matching serves every confidence threshold.
 */
export function score(objects: readonly Found[], truths: readonly Found[]): Score {
  const free = new Set(truths);
  const hits: [Found, Found][] = [];
  const alarms: Found[] = [];
  for (const object of [...objects].sort((a, b) => b.confidence - a.confidence)) {
    let [best, bestIou] = [undefined as Found | undefined, SAME_OBJECT_IOU];
    for (const truth of free) {
      if (!sameClass(truth, object)) continue;
      const overlap = iou(object, truth);
      if (overlap >= bestIou) [best, bestIou] = [truth, overlap];
    }
    if (best) {
      free.delete(best);
      hits.push([object, best]);
    } else {
      alarms.push(object);
    }
  }
  return { hits, alarms, misses: [...free] };
}
