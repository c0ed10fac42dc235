import { readHandle, readText, readU32 } from './cells.ts';
import { NVML } from './nvmlCodes.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';

/** A slice of a card, as it stays until the layout is changed. */
export interface MigSlice {
  readonly handle: bigint;
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly gpuInstanceId: number | undefined;
  readonly computeInstanceId: number | undefined;
}

/** Whether a card is under MIG now. */
export function isMigEnabled(nvml: NvmlLibrary, card: bigint): boolean {
  const modes = new Uint32Array(2);
  const [current, pending] = [new Uint8Array(modes.buffer, 0, 4), new Uint8Array(modes.buffer, 4)];
  return (
    nvml.call('nvmlDeviceGetMigMode', card, current, pending) === NVML.success && modes[0] === 1
  );
}

/** The slices of a card under MIG. @throws NvmlSessionError, GpuLostError */
export function migSlices(nvml: NvmlLibrary, card: bigint): MigSlice[] {
  const most = readU32(nvml, 'nvmlDeviceGetMaxMigDeviceCount', [card]) ?? 0;
  return Array.from({ length: most }, (_, index) => {
    // Slots without an instance may lie between others.
    const handle = readHandle(nvml, 'nvmlDeviceGetMigDeviceHandleByIndex', [card, index]);
    if (handle === undefined) return [];
    const uuid = readText(nvml, 'nvmlDeviceGetUUID', [handle]);
    if (uuid === undefined) return [];
    const name = readText(nvml, 'nvmlDeviceGetName', [handle]) ?? '';
    return [
      {
        handle,
        index,
        uuid,
        // "NVIDIA H200 MIG 1g.18gb"
        name: /\bMIG (\S+)$/.exec(name)?.[1] ?? name,
        gpuInstanceId: readU32(nvml, 'nvmlDeviceGetGpuInstanceId', [handle]),
        computeInstanceId: readU32(nvml, 'nvmlDeviceGetComputeInstanceId', [handle]),
      },
    ];
  }).flat();
}
