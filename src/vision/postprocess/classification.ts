import type { Candidate } from './candidates.ts';

/** Classes that are reported for a picture (Ultralytics reports the five best). */
const TOP_CLASSES = 5;

/**
 * The best classes of a `[1, nc]` output, best first. Scores that do not add up to one are logits
 * of an export without the final softmax, which is then applied here.
 */
export function topClasses(
  scores: Float32Array,
  maxDet: number,
  classes?: ReadonlySet<number>,
): Pick<Candidate, 'classId' | 'score'>[] {
  const sum = scores.reduce((total, score) => total + score, 0);
  const probabilities = Math.abs(sum - 1) < 0.02 ? scores : softmax(scores);
  return Array.from(probabilities, (score, classId) => ({ classId, score }))
    .filter(({ classId }) => classes === undefined || classes.has(classId))
    .sort((a, b) => b.score - a.score)
    .slice(0, Math.min(TOP_CLASSES, maxDet));
}

function softmax(logits: Float32Array): Float32Array {
  const max = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = logits.map((value) => Math.exp(value - max));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}
