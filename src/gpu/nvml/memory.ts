import { known } from '../known.ts';
import { u64At } from './cells.ts';
import { succeeded } from './nvmlCodes.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';

/** Bytes of a card or slice; `used` is without `reserved` where the driver tells them apart. */
export interface Memory {
  readonly memoryTotalBytes?: number;
  readonly memoryUsedBytes?: number;
  readonly memoryReservedBytes?: number;
}

/** nvmlMemory_v2_t: version, total, reserved, free, used. */
const SIZE = 40;
const VERSION = (2 << 24) | SIZE;

const bytes = new Uint8Array(SIZE);
const view = new DataView(bytes.buffer);

/** Memory of a card or slice; empty where the driver does not tell. */
export function readMemory(nvml: NvmlLibrary, handle: bigint): Memory {
  view.setUint32(0, VERSION, true);
  if (succeeded(nvml.call('nvmlDeviceGetMemoryInfo_v2', handle, bytes))) {
    return known({
      memoryTotalBytes: u64At(view, 8),
      memoryReservedBytes: u64At(view, 16),
      memoryUsedBytes: u64At(view, 32),
    });
  }
  // Drivers before R510 know only this one: total, free, used with the reserve in it.
  if (!succeeded(nvml.call('nvmlDeviceGetMemoryInfo', handle, bytes))) return {};
  return known({ memoryTotalBytes: u64At(view, 0), memoryUsedBytes: u64At(view, 16) });
}
