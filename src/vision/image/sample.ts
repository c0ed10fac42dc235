import { PAD_VALUE } from '../defaults.ts';
import type { Size } from '../types.ts';
import type { RgbImage } from './decode.ts';
import type { Placement } from './placement.ts';
import { roundHalfEven } from './placement.ts';

/** Arrays that a network's input may be: float32, float16 bits, or uint8. */
export type InputArray = Float32Array | Uint16Array | Uint8Array;

/** How bytes become the network's input. */
export interface PixelEncoding {
  /** The input value of every byte 0–255, in the array type of the input. */
  readonly table: InputArray;
  /** Which of R, G, B (0, 1, 2) each plane holds, e.g. `[2, 1, 0]` for BGR; `'grey'` for one plane. */
  readonly planes: readonly [number, number, number] | 'grey';
}

/** Fixed-point bits of an interpolation weight: OpenCV's `INTER_RESIZE_COEF_BITS`. */
const WEIGHT_BITS = 11;
const ONE = 1 << WEIGHT_BITS;

/** For each target position: index of the first source sample and the weight of the second. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Int32Array;
}

/** Taps of half-pixel-centred bilinear interpolation from `source` to `target` samples. */
function taps(source: number, target: number, stride: number): Taps {
  const first = new Int32Array(target);
  const second = new Int32Array(target);
  const weight = new Int32Array(target);
  const scale = source / target;
  for (let i = 0; i < target; i++) {
    const at = Math.max(0, (i + 0.5) * scale - 0.5);
    const low = Math.min(Math.floor(at), source - 1);
    first[i] = low * stride;
    second[i] = Math.min(low + 1, source - 1) * stride;
    // In float32 and rounded half to even, as OpenCV computes it.
    weight[i] = roundHalfEven(Math.fround(Math.fround(at) - low) * ONE);
  }
  return { first, second, weight };
}

/** The part of the input that the picture covers, and which resized pixels those are. */
function window(offset: number, resized: number, input: number): [from: number, to: number] {
  return [Math.max(0, offset), Math.min(input, offset + resized)];
}

/**
 * Resizes a picture bilinearly (as OpenCV does: half-pixel centres, no antialiasing, 11-bit
 * weights, rounded to a byte) straight into a planar network input, in one pass and without an
 * intermediate picture. Around it the input keeps what it holds: see {@link fillPadding}.
 *
 * @param out `planes · input.height · input.width` elements, channel-major.
 */
export function samplePicture(
  image: RgbImage,
  placement: Placement,
  encoding: PixelEncoding,
  out: InputArray,
): void {
  const { input, resized, left, top } = placement;
  const [x0, x1] = window(left, resized.width, input.width);
  const [y0, y1] = window(top, resized.height, input.height);
  const columns = taps(image.size.width, resized.width, 3);
  const rows = taps(image.size.height, resized.height, image.size.width * 3);
  const rowLength = (x1 - x0) * 3;
  let upper = new Int32Array(rowLength);
  let lower = new Int32Array(rowLength);
  let upperAt = -1;
  let lowerAt = -1;
  const write = encoding.planes === 'grey' ? writeGreyRow : writeRow;
  for (let y = y0; y < y1; y++) {
    const first = rows.first[y - top] ?? 0;
    const second = rows.second[y - top] ?? 0;
    if (first === lowerAt) {
      [upper, lower] = [lower, upper];
      [upperAt, lowerAt] = [lowerAt, upperAt];
    }
    if (first !== upperAt) {
      interpolateRow(image.data, first, columns, x0 - left, upper);
      upperAt = first;
    }
    if (second !== lowerAt) {
      interpolateRow(image.data, second, columns, x0 - left, lower);
      lowerAt = second;
    }
    write(upper, lower, rows.weight[y - top] ?? 0, encoding, out, input, y * input.width + x0);
  }
}

/** One source row, resized horizontally, RGB interleaved, scaled by 2^11. */
function interpolateRow(
  data: Uint8Array,
  row: number,
  columns: Taps,
  from: number,
  result: Int32Array,
): void {
  const { first, second, weight } = columns;
  const count = result.length;
  for (let i = 0, x = from; i < count; i += 3, x++) {
    const a = row + (first[x] as number);
    const b = row + (second[x] as number);
    const w = weight[x] as number;
    const v = ONE - w;
    result[i] = (data[a] as number) * v + (data[b] as number) * w;
    result[i + 1] = (data[a + 1] as number) * v + (data[b + 1] as number) * w;
    result[i + 2] = (data[a + 2] as number) * v + (data[b + 2] as number) * w;
  }
}

/** Blends two rows and writes them into three planes. */
function writeRow(
  upper: Int32Array,
  lower: Int32Array,
  w: number,
  encoding: PixelEncoding,
  out: InputArray,
  input: Size,
  at: number,
): void {
  const { table } = encoding;
  const area = input.height * input.width;
  const order = encoding.planes === 'grey' ? [0, 1, 2] : encoding.planes;
  // `planes[p]` says which colour plane p holds; here it is needed the other way round.
  let r = at + order.indexOf(0) * area;
  let g = at + order.indexOf(1) * area;
  let b = at + order.indexOf(2) * area;
  const count = upper.length;
  for (let i = 0; i < count; i += 3) {
    out[r++] = table[blend(upper[i] as number, lower[i] as number, w)] as number;
    out[g++] = table[blend(upper[i + 1] as number, lower[i + 1] as number, w)] as number;
    out[b++] = table[blend(upper[i + 2] as number, lower[i + 2] as number, w)] as number;
  }
}

/**
 * One byte out of two horizontally resized rows. Where OpenCV drops bits, this drops the same:
 * quantised networks amplify a difference of one grey level to several hundredths of confidence.
 */
function blend(upper: number, lower: number, w: number): number {
  return ((((ONE - w) * (upper >> 4)) >> 16) + ((w * (lower >> 4)) >> 16) + 2) >> 2;
}

/** Blends two rows and writes their luma (ITU-R BT.601) into one plane. */
function writeGreyRow(
  upper: Int32Array,
  lower: Int32Array,
  w: number,
  encoding: PixelEncoding,
  out: InputArray,
  _input: Size,
  at: number,
): void {
  for (let i = 0, to = at; i < upper.length; i += 3, to++) {
    const red = blend(upper[i] as number, lower[i] as number, w);
    const green = blend(upper[i + 1] as number, lower[i + 1] as number, w);
    const blue = blend(upper[i + 2] as number, lower[i + 2] as number, w);
    const luma = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    out[to] = encoding.table[luma] as number;
  }
}

/** Fills the whole input with the padding grey; {@link samplePicture} then overwrites its part. */
export function fillPadding(encoding: PixelEncoding, out: InputArray): void {
  out.fill(encoding.table[PAD_VALUE] as number);
}
