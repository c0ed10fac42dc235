import { MAX_NMS_CANDIDATES } from '../defaults.ts';
import type { Candidate } from './candidates.ts';

/** Whether two candidates overlap by more than `iou` (0–1). */
export type Overlaps<C> = (a: C, b: C, iou: number) => boolean;

/** Intersection over union of two axis-aligned boxes, 0–1; 0 where either has no area. */
export function boxIou(a: Candidate, b: Candidate): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (!(width > 0 && height > 0)) return 0;
  const intersection = width * height;
  const union = (a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - intersection;
  return union > 0 ? intersection / union : 0;
}

const boxesOverlap: Overlaps<Candidate> = (a, b, iou) => boxIou(a, b) > iou;

/** How suppression is done where it is not the usual one of boxes. */
export interface Suppression<C extends Candidate> {
  /** Tells what suppresses what; by the IoU of the boxes when absent. */
  readonly overlaps?: Overlaps<C>;
  /** Is called now and then, and throws when there is no time left. */
  readonly checkTime?: () => void;
}

/**
 * Greedy non-maximum suppression, each class for itself: the highest score wins, and what overlaps
 * a winner of its class by more than `iou` is dropped. It compares with winners only, so its cost
 * is at most candidates · maxDet.
 *
 * @returns at most `maxDet` candidates, highest score first.
 */
export function nms<C extends Candidate>(
  candidates: readonly C[],
  iou: number,
  maxDet: number,
  { overlaps = boxesOverlap, checkTime }: Suppression<C> = {},
): C[] {
  const sorted = candidates
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MAX_NMS_CANDIDATES);
  // Nothing overlaps by more than all of it; comparing everything with everything would be in vain.
  if (iou >= 1) return sorted.slice(0, maxDet);
  const kept: C[] = [];
  const keptByClass = new Map<number, C[]>();
  for (const candidate of sorted) {
    if (kept.length >= maxDet) break;
    checkTime?.();
    const rivals = keptByClass.get(candidate.classId) ?? [];
    if (isBeaten(candidate, rivals, overlaps, iou)) continue;
    rivals.push(candidate);
    keptByClass.set(candidate.classId, rivals);
    kept.push(candidate);
  }
  return kept;
}

function isBeaten<C>(candidate: C, rivals: readonly C[], overlaps: Overlaps<C>, iou: number) {
  for (const winner of rivals) {
    if (overlaps(winner, candidate, iou)) return true;
  }
  return false;
}
