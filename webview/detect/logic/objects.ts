import type { ImageResult, Result } from '../../../src/contract/schema/predict.ts';
import { boundsOf, cornersOf, type Point, type Rect } from './geometry.ts';

/** One object that a model found or that a label file names, ready for matching and drawing. */
export interface Found {
  /** Place in the answer, or line in the label file. */
  readonly index: number;
  readonly class: number;
  readonly name: string;
  /** Score, 0–1; 1 for ground truth. */
  readonly confidence: number;
  /** Corners of the box; empty for classification. */
  readonly corners: readonly Point[];
  /** The upright rectangle around the box. */
  readonly bounds: Rect;
  /** Outline of the mask. */
  readonly outline: readonly Point[];
  readonly keypoints: readonly (Point & { readonly visible: number })[];
  /** Whether the box is an oriented one. */
  readonly oriented: boolean;
}

const NO_POINTS: readonly never[] = [];

function found(result: Result, index: number): Found {
  const { class: classId, name, confidence, box, segments, keypoints } = result;
  const corners = box ? cornersOf(box) : NO_POINTS;
  return {
    index,
    class: classId,
    name,
    confidence,
    corners,
    bounds: boundsOf(corners),
    oriented: box !== undefined && 'x3' in box,
    outline: segments ? segments.x.map((x, i) => ({ x, y: segments.y[i] ?? 0 })) : NO_POINTS,
    keypoints: keypoints
      ? keypoints.x.map((x, i) => ({
          x,
          y: keypoints.y[i] ?? 0,
          visible: keypoints.visible?.[i] ?? 1,
        }))
      : NO_POINTS,
  };
}

/** The objects of an answer, by falling confidence as the contract has them. */
export function objectsOf(image: ImageResult): Found[] {
  return image.results.map(found);
}

/** The name by which an object's class is filtered and counted. */
export type ClassName = (object: Found) => string;

const ownName: ClassName = ({ name }) => name;

/**
 * Names of classes for what several models found, which number their classes as they like. One that
 * has no names calls its classes by their numbers, and borrows the names of another.
 *
 * @param labels the classes of each model.
 */
export function classNames(labels: readonly (readonly string[])[]): ClassName {
  return ({ class: id, name }) => {
    if (name !== String(id)) return name;
    return labels.map((names) => names[id]).find((known) => known && known !== name) ?? name;
  };
}

/** The objects that a person wants to see. */
export function visible(
  objects: readonly Found[],
  conf: number,
  hiddenClasses: ReadonlySet<string>,
  nameOf = ownName,
): Found[] {
  return objects.filter(
    (object) => object.confidence >= conf && !hiddenClasses.has(nameOf(object)),
  );
}

/** A class, and how many objects of it are at or above a confidence. */
export interface ClassCount {
  /** Its number in the model that has found one first; it gives the colour. */
  readonly class: number;
  readonly name: string;
  readonly count: number;
}

/** The classes among objects, most frequent first; those below the confidence count 0 and come last. */
export function countClasses(
  objects: readonly Found[],
  conf: number,
  nameOf = ownName,
): ClassCount[] {
  const counts = new Map<string, { class: number; name: string; count: number }>();
  for (const object of objects) {
    const name = nameOf(object);
    const entry = counts.get(name) ?? { class: object.class, name, count: 0 };
    if (object.confidence >= conf) entry.count++;
    counts.set(name, entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.class - b.class);
}

/** The classes of two lists with the larger count of each; those without objects are left out. */
export function mostOf(left: readonly ClassCount[], right: readonly ClassCount[]): ClassCount[] {
  const counts = new Map(left.map((entry) => [entry.name, entry]));
  for (const entry of right) {
    const known = counts.get(entry.name);
    if (entry.count > (known?.count ?? 0))
      counts.set(entry.name, { ...entry, class: known?.class ?? entry.class });
  }
  return [...counts.values()]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.class - b.class);
}
