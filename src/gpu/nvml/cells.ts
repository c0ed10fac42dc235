import { succeeded } from './nvmlCodes.ts';
import type { NvmlFunction, NvmlLibrary } from './nvmlLibrary.ts';

/** Longest text that is asked for; NVML's own limits are 96 bytes and below. */
const TEXT_BYTES = 256;

const bytes = new Uint8Array(TEXT_BYTES);
const cells = new DataView(bytes.buffer);
const decoder = new TextDecoder();

/** The first `\0`-ended text in some bytes. */
export function textIn(source: Uint8Array): string {
  const end = source.indexOf(0);
  return decoder.decode(end < 0 ? source : source.subarray(0, end));
}

/** A u64 as a number; undefined for all ones, which is NVML's "not available". */
export function u64At(view: DataView, offset: number): number | undefined {
  const low = view.getUint32(offset, true);
  const high = view.getUint32(offset + 4, true);
  return low === 0xffffffff && high === 0xffffffff ? undefined : high * 2 ** 32 + low;
}

/** Asks for a text. @throws NvmlSessionError, GpuLostError */
export function readText(
  nvml: NvmlLibrary,
  name: NvmlFunction,
  of: readonly (bigint | number)[],
): string | undefined {
  bytes.fill(0);
  return succeeded(nvml.call(name, ...of, bytes, TEXT_BYTES)) ? textIn(bytes) : undefined;
}

/** Asks for one u32. @throws NvmlSessionError, GpuLostError */
export function readU32(
  nvml: NvmlLibrary,
  name: NvmlFunction,
  of: readonly (bigint | number)[],
): number | undefined {
  return succeeded(nvml.call(name, ...of, bytes)) ? cells.getUint32(0, true) : undefined;
}

/** Asks for a handle. @throws NvmlSessionError, GpuLostError */
export function readHandle(
  nvml: NvmlLibrary,
  name: NvmlFunction,
  of: readonly (bigint | number)[],
): bigint | undefined {
  return succeeded(nvml.call(name, ...of, bytes)) ? cells.getBigUint64(0, true) : undefined;
}
