import type { ModelSpec } from '../types.ts';
import type { InputArray, PixelEncoding } from './sample.ts';

/**
 * Bits of the IEEE 754 half-precision number nearest to `value`, for values in 0–255.
 * Node's `Float16Array` would do it, but is hidden where ONNX Runtime needs it hidden.
 */
export function float16Bits(value: number): number {
  if (value < 2 ** -24) return 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(value)));
  const mantissa = Math.round((value / 2 ** exponent) * 1024);
  // A mantissa under 1024 is subnormal, one of 2048 carries into the exponent: the sum does both.
  return ((exponent + 14) << 10) + mantissa;
}

/** A zeroed array of the element type that the model's input has. */
export function inputArray(type: ModelSpec['input']['type'], length: number): InputArray {
  if (type === 'float16') return new Uint16Array(length);
  return type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
}

/** How this model wants its pixels: RGB in 0–1, but YOLOX BGR in 0–255, and bytes as bytes. */
export function pixelEncoding(spec: ModelSpec): PixelEncoding {
  const table = inputArray(spec.input.type, 256);
  const divisor = spec.family === 'yolox' || spec.input.type === 'uint8' ? 1 : 255;
  for (let byte = 0; byte < 256; byte++) {
    const value = byte / divisor;
    table[byte] = spec.input.type === 'float16' ? float16Bits(value) : value;
  }
  if (spec.input.channels === 1) return { table, planes: 'grey' };
  return { table, planes: spec.family === 'yolox' ? [2, 1, 0] : [0, 1, 2] };
}
