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

/** Mask probabilities on the prototypes' own raster, zero outside the candidate's box. */
function prototypeMask(
  coefficients: Float32Array,
  prototypes: OutputTensor,
  region: { x1: number; y1: number; x2: number; y2: number },
): Float32Array {
  const [, channels = 0, height = 0, width = 0] = prototypes.shape;
  const { data } = prototypes;
  const mask = new Float32Array(height * width);
  const [fromX, toX] = [Math.max(0, Math.ceil(region.x1)), Math.min(width, Math.ceil(region.x2))];
  const [fromY, toY] = [Math.max(0, Math.ceil(region.y1)), Math.min(height, Math.ceil(region.y2))];
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
    x1: candidate.x1 * perX,
    y1: candidate.y1 * perY,
    x2: candidate.x2 * perX,
    y2: candidate.y2 * perY,
  };
  const small = prototypeMask(coefficients, prototypes, region);
  // One prototype pixel around the box is as far as enlarging can carry a value.
  const left = Math.max(0, Math.floor(candidate.x1 - 1 / perX));
  const top = Math.max(0, Math.floor(candidate.y1 - 1 / perY));
  const right = Math.min(input.width, Math.ceil(candidate.x2 + 1 / perX));
  const bottom = Math.min(input.height, Math.ceil(candidate.y2 + 1 / perY));
  const size = { height: Math.max(0, bottom - top), width: Math.max(0, right - left) };
  const inside = new Uint8Array(size.height * size.width);
  let area = 0;
  for (let y = 0; y < size.height; y++) {
    const sy = Math.min(Math.max((y + top + 0.5) * perY - 0.5, 0), height - 1);
    const y0 = Math.floor(sy);
    const upper = y0 * width;
    const lower = Math.min(y0 + 1, height - 1) * width;
    const v = sy - y0;
    for (let x = 0; x < size.width; x++) {
      const sx = Math.min(Math.max((x + left + 0.5) * perX - 0.5, 0), width - 1);
      const x0 = Math.floor(sx);
      const x1 = Math.min(x0 + 1, width - 1);
      const u = sx - x0;
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
