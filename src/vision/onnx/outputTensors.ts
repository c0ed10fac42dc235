import type { Size, TensorSpec } from '../types.ts';

/** The outputs that matter, and their sizes. */
export interface OutputTensors {
  /** Predictions: `[batch, first, last]`, or `[batch, last]` for a classifier. */
  readonly main: TensorSpec;
  readonly rank: 2 | 3;
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Mask prototypes `[batch, masks, height / 4, width / 4]` of a segmentation model. */
  readonly prototypes: TensorSpec | undefined;
  /** Number of mask coefficients, 0 without prototypes. */
  readonly masks: number;
}

/** More would be a feature map rather than prototypes; Ultralytics' heads have 32. */
const MOST_MASKS = 256;

/**
 * Picks the prediction tensor and the mask prototypes. Raw feature maps beside them, which older
 * exporters left in the graph, are ignored.
 *
 * @returns `undefined` when there is not exactly one tensor that can hold predictions.
 */
export function outputTensors(
  outputs: readonly TensorSpec[],
  size: Size,
): OutputTensors | undefined {
  const rows = outputs.filter(({ shape }) => shape.length === 3 && (shape[0] ?? 1) === 1);
  const [only] = outputs;
  const flat = outputs.length === 1 && only?.shape.length === 2 && (only.shape[0] ?? 1) === 1;
  const main = flat ? only : rows.length === 1 ? rows[0] : undefined;
  if (main === undefined) return undefined;
  const prototypes = outputs.find((output) => isPrototype(output, size));
  return {
    main,
    rank: flat ? 2 : 3,
    first: flat ? undefined : main.shape[1],
    last: main.shape.at(-1),
    prototypes,
    masks: prototypes?.shape[1] ?? 0,
  };
}

function isPrototype({ shape }: TensorSpec, size: Size): boolean {
  const [, masks, height, width] = shape;
  return (
    shape.length === 4 &&
    masks !== undefined &&
    masks <= MOST_MASKS &&
    (height === undefined || height * 4 === size.height) &&
    (width === undefined || width * 4 === size.width)
  );
}
