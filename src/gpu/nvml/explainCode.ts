import type { GpuState } from '../gpuSnapshot.ts';
import {
  driverMismatch,
  driverNotLoaded,
  gpuLost,
  noPermission,
  unknownFailure,
} from '../unavailable.ts';
import { NVML } from './nvmlCodes.ts';

/** What a code means for the whole host. */
export function explainCode(code: number): GpuState {
  switch (code) {
    case NVML.uninitialized:
    case NVML.driverNotLoaded:
      return driverNotLoaded();
    case NVML.driverMismatch:
      return driverMismatch();
    case NVML.noPermission:
      return noPermission();
    case NVML.gpuIsLost:
      return gpuLost();
    default:
      return unknownFailure(`NVML ${code}`);
  }
}
