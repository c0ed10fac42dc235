import type { GpuDevice, MigInstance } from '../../../../src/gpu/gpuSnapshot.ts';

export const GIB = 2 ** 30;

/** Bytes as whole GiB, with fields to differ in. */
export function card(index: number, gib: number, fields: Partial<GpuDevice> = {}): GpuDevice {
  return {
    index,
    uuid: `GPU-${index}`,
    name: 'NVIDIA L4',
    memoryTotalBytes: gib * GIB,
    memoryUsedBytes: 0,
    migEnabled: false,
    migInstances: [],
    processes: [],
    ...fields,
  };
}

/** A card under MIG with slices of these many GiB, each in a GPU instance of its own. */
export function slicedCard(index: number, gib: readonly number[]): GpuDevice {
  const migInstances = gib.map(
    (size, at): MigInstance => ({
      uuid: `MIG-${index}-${at}`,
      name: `1g.${size}gb`,
      gpuInstanceId: at + 7,
      computeInstanceId: 0,
      memoryTotalBytes: size * GIB,
      memoryUsedBytes: 0,
      processes: [],
    }),
  );
  const total = gib.reduce((sum, size) => sum + size, 0);
  return card(index, total, { migEnabled: true, migInstances });
}
