import { ModelError } from '../modelError.ts';
import type { Size } from '../types.ts';
import type { ImageInput } from './imageInput.ts';

/** Ultralytics' defaults for detectors and classifiers. */
const USUAL_SIZE = 640;
const USUAL_CLASSIFIER_SIZE = 224;

/** Where a size may come from besides the graph. */
export interface SizeClues {
  readonly file: string;
  /** The user's wish; an error when the graph cannot meet it. */
  readonly wanted: Size | undefined;
  /** `imgsz` of the metadata. */
  readonly stated: Size | undefined;
  readonly stride: number;
  readonly classifier: boolean;
}

/**
 * The input size in pixels: what the graph fixes, else the user's, else the metadata's, else
 * 640 × 640 (224 × 224 for classifiers).
 *
 * @throws {ModelError} `size-mismatch` when the user asks for a size that the graph cannot take.
 */
export function inputSize(input: ImageInput, clues: SizeClues): Size {
  const usual = clues.classifier ? USUAL_CLASSIFIER_SIZE : USUAL_SIZE;
  const free = clues.wanted ?? clues.stated ?? { height: usual, width: usual };
  const size = { height: input.height ?? free.height, width: input.width ?? free.width };
  const { wanted, file, stride } = clues;
  if (wanted === undefined) return size;
  if (wanted.height !== size.height || wanted.width !== size.width) {
    throw new ModelError(
      'size-mismatch',
      `${file} takes pictures of ${size.height} × ${size.width} (height × width) only, not ${wanted.height} × ${wanted.width}: leave imgsz out, or export it with dynamic=True.`,
    );
  }
  const fixed = input.height !== undefined && input.width !== undefined;
  if (!fixed && (wanted.height % stride !== 0 || wanted.width % stride !== 0)) {
    throw new ModelError(
      'size-mismatch',
      `${file} takes sizes that are multiples of ${stride}, which ${wanted.height} × ${wanted.width} is not: choose another imgsz.`,
    );
  }
  return size;
}

/** Another, smaller size to try on a graph that claims to take any; `undefined` if there is none. */
export function otherSize({ height, width }: Size, stride: number): Size | undefined {
  const half = (pixels: number) => Math.max(stride, Math.floor(pixels / 2 / stride) * stride);
  const other = { height: half(height), width: half(width) };
  return other.height === height && other.width === width ? undefined : other;
}
