import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFORMANCE } from '../../scripts/paths.ts';
import type { Model } from '../../src/vision/model.ts';
import { openModel } from '../../src/vision/openModel.ts';
import type { Box, Point, Prediction } from '../../src/vision/types.ts';

/** Why the conformance tier cannot run, or false when it can. */
export const missing = existsSync(CONFORMANCE) ? false : `no conformance set at ${CONFORMANCE}`;

/** One object as the independent implementation found it, in pixels of the photograph. */
export interface ReferenceDetection {
  readonly name: string;
  readonly class: number;
  readonly confidence: number;
  readonly box: Box;
  /** Segmentation: area in square pixels. */
  readonly maskArea?: number;
  /** Pose: x, y, visibility. */
  readonly keypoints?: readonly (readonly [number, number, number])[];
  /** Oriented boxes: four corners. */
  readonly polygon?: readonly (readonly [number, number])[];
}

/** What the reference found, by model and photograph. */
export type Reference = Readonly<
  Record<
    string,
    {
      readonly family: string;
      readonly task: string;
      readonly images: Readonly<Record<string, readonly ReferenceDetection[]>>;
    }
  >
>;

/** Reads what the reference found from a file of the conformance set. */
export function readReference(file: string): Reference {
  return JSON.parse(readFileSync(join(CONFORMANCE, file), 'utf8')) as Reference;
}

function readPhoto(name: string): Uint8Array {
  return readFileSync(join(CONFORMANCE, 'photos', name));
}

/** Opens a model of the set, and closes it when the work is done. */
export async function withModel<T>(file: string, work: (model: Model) => Promise<T>): Promise<T> {
  const { model } = await openModel(join(CONFORMANCE, 'models', file), {
    overrides: {},
    device: 'cpu',
    threads: 2,
    spinning: true,
  });
  try {
    return await work(model);
  } finally {
    await model.network.close();
  }
}

/** Predicts with the thresholds that the reference used. */
export function predict(model: Model, photo: string): Promise<Prediction> {
  return model.predict(readPhoto(photo), { conf: 0.25, iou: 0.7, maxDet: 300 }, 64e6);
}

/** Intersection over union of two axis-aligned boxes. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Box): number => (box.x2 - box.x1) * (box.y2 - box.y1);
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

/**
 * Pairs each wanted object with the most similar one that is still free.
 *
 * @param similarity 0 when the two cannot be the same object.
 * @returns indices into `found` by index of `wanted`; undefined where nothing reaches `least`.
 */
export function pair<W, F>(
  wanted: readonly W[],
  found: readonly F[],
  similarity: (wanted: W, found: F) => number,
  least: number,
): (number | undefined)[] {
  const free = new Set(found.keys());
  return wanted.map((item) => {
    let best: number | undefined;
    let highest = least;
    for (const index of free) {
      const value = similarity(item, found[index] as F);
      if (value >= highest) {
        highest = value;
        best = index;
      }
    }
    if (best !== undefined) free.delete(best);
    return best;
  });
}

/** The middle value, the upper one of two; 0 when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Largest distance from a corner of one polygon to the nearest corner of the other, in pixels. */
export function cornerDistance(a: readonly Point[], b: readonly Point[]): number {
  return Math.max(...a.map((p) => Math.min(...b.map((q) => Math.hypot(p.x - q.x, p.y - q.y)))));
}
