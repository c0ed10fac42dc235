import type { Point, Size } from '../types.ts';
import type { Candidate } from './candidates.ts';
import type { OutputTensor } from './grid.ts';
import { largestOutline } from './outline.ts';

/** A mask in the frame of the network's input. */
export interface Mask {
  /** Area in square input pixels. */
  readonly area: number;
  /** Outline of the largest connected region, in input pixels; empty where the mask is. */
  readonly outline: readonly Point[];
}

/** A part of a raster: columns `fromX` to `toX`, rows `fromY` to `toY`, the latter exclusive. */
interface Region {
  readonly fromX: number;
  readonly toX: number;
  readonly fromY: number;
  readonly toY: number;
}

/** Mask probabilities on the prototypes' own raster, zero outside the candidate's box. */
function prototypeMask(
  coefficients: Float32Array,
  prototypes: OutputTensor,
  { fromX, toX, fromY, toY }: Region,
): Float32Array {
  const [, channels = 0, height = 0, width = 0] = prototypes.shape;
  const { data } = prototypes;
  const mask = new Float32Array(height * width);
  for (let y = fromY; y < toY; y++) {
    const row = y * width;
    for (let k = 0; k < channels; k++) {
      const coefficient = coefficients[k] as number;
      const plane = k * height * width + row;
      for (let x = fromX; x < toX; x++) {
        mask[row + x] = (mask[row + x] as number) + coefficient * (data[plane + x] as number);
      }
    }
    for (let x = fromX; x < toX; x++) {
      mask[row + x] = 1 / (1 + Math.exp(-(mask[row + x] as number)));
    }
  }
  return mask;
}

/** Where samples of an enlarged axis lie between those of the small one. */
interface Axis {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Weight of the second, 0–1. */
  readonly weight: Float64Array;
}

function axis(from: number, to: number, scale: number, length: number): Axis {
  const count = Math.max(0, to - from);
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const weight = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = Math.min(Math.max((i + from + 0.5) * scale - 0.5, 0), length - 1);
    const low = Math.floor(at);
    first[i] = low;
    second[i] = Math.min(low + 1, length - 1);
    weight[i] = at - low;
  }
  return { first, second, weight };
}

/**
 * The mask of one candidate: sigmoid of coefficients · prototypes, cropped to the box, enlarged
 * bilinearly to the input's size and cut at one half (Bolya et al., YOLACT, arXiv 1904.02689).
 *
 * @param prototypes `[1, k, height, width]`, where `k` is the number of coefficients.
 */
export function candidateMask(
  candidate: Candidate,
  coefficients: Float32Array,
  prototypes: OutputTensor,
  input: Size,
): Mask {
  const [, , height = 0, width = 0] = prototypes.shape;
  const perX = width / input.width;
  const perY = height / input.height;
  const region = {
    fromX: Math.max(0, Math.ceil(candidate.x1 * perX)),
    toX: Math.min(width, Math.ceil(candidate.x2 * perX)),
    fromY: Math.max(0, Math.ceil(candidate.y1 * perY)),
    toY: Math.min(height, Math.ceil(candidate.y2 * perY)),
  };
  const small = prototypeMask(coefficients, prototypes, region);
  // One prototype pixel around the box is as far as enlarging can carry a value.
  const left = Math.max(0, Math.floor(candidate.x1 - 1 / perX));
  const top = Math.max(0, Math.floor(candidate.y1 - 1 / perY));
  const columns = axis(
    left,
    Math.min(input.width, Math.ceil(candidate.x2 + 1 / perX)),
    perX,
    width,
  );
  const rows = axis(top, Math.min(input.height, Math.ceil(candidate.y2 + 1 / perY)), perY, height);
  const size = { height: rows.first.length, width: columns.first.length };
  const inside = new Uint8Array(size.height * size.width);
  let area = 0;
  for (let y = 0; y < size.height; y++) {
    const upper = (rows.first[y] as number) * width;
    const lower = (rows.second[y] as number) * width;
    const v = rows.weight[y] as number;
    for (let x = 0; x < size.width; x++) {
      const x0 = columns.first[x] as number;
      const x1 = columns.second[x] as number;
      const u = columns.weight[x] as number;
      const above = (small[upper + x0] as number) * (1 - u) + (small[upper + x1] as number) * u;
      const below = (small[lower + x0] as number) * (1 - u) + (small[lower + x1] as number) * u;
      if (above * (1 - v) + below * v > 0.5) {
        inside[y * size.width + x] = 1;
        area++;
      }
    }
  }
  const outline = largestOutline(inside, size).map(({ x, y }) => ({ x: x + left, y: y + top }));
  return { area, outline };
}
