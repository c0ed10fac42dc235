import { MAX_NMS_CANDIDATES } from '../defaults.ts';
import type { Candidate } from './candidates.ts';

/** How much two candidates overlap, 0–1. */
export type Overlap = (a: Candidate, b: Candidate) => number;

/** Intersection over union of two axis-aligned boxes, 0–1; 0 where either has no area. */
export const boxIou: Overlap = (a, b) => {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (!(width > 0 && height > 0)) return 0;
  const intersection = width * height;
  const union = (a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - intersection;
  return union > 0 ? intersection / union : 0;
};

/**
 * Greedy non-maximum suppression, each class for itself: the highest score wins, and what overlaps
 * a winner of its class by more than `iou` is dropped. It compares with winners only, so its cost
 * is at most candidates · maxDet.
 *
 * @returns at most `maxDet` candidates, highest score first.
 */
export function nms(
  candidates: readonly Candidate[],
  iou: number,
  maxDet: number,
  overlap: Overlap = boxIou,
): Candidate[] {
  const sorted = candidates
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MAX_NMS_CANDIDATES);
  const kept: Candidate[] = [];
  const keptByClass = new Map<number, Candidate[]>();
  for (const candidate of sorted) {
    if (kept.length >= maxDet) break;
    const rivals = keptByClass.get(candidate.classId) ?? [];
    if (rivals.some((winner) => overlap(winner, candidate) > iou)) continue;
    rivals.push(candidate);
    keptByClass.set(candidate.classId, rivals);
    kept.push(candidate);
  }
  return kept;
}
