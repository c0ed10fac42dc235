import type { GpuDevice, MigInstance } from '../gpuSnapshot.ts';
import { known } from '../known.ts';

/** Something that a replica can be placed on: a whole card, or a slice of one under MIG. */
export interface PlacementUnit {
  /** `GPU-…` or `MIG-…`. */
  readonly uuid: string;
  readonly kind: 'gpu' | 'mig';
  /** `GPU 0`, or `GPU 0 · 1g.18gb #3`; the same in every language. */
  readonly label: string;
  readonly cardUuid: string;
  /** Units with the same pool share their memory: compute instances of one GPU instance. */
  readonly pool: string;
  /** All its memory in bytes; shares of a card are of this. */
  readonly totalBytes?: number;
  /** What of it can be given out: without the driver's reserve. */
  readonly capacityBytes?: number;
  /** Undefined where the card does not tell its use: then only reservations say what is taken. */
  readonly usedBytes?: number;
}

/** What people call a card or a slice of it, such as `GPU 0` or `GPU 0 · 1g.18gb #3`. */
export function cardName(
  { index }: Pick<GpuDevice, 'index'>,
  slice?: Pick<MigInstance, 'name' | 'index'>,
): string {
  return slice ? `GPU ${index} · ${sliceName(slice)}` : `GPU ${index}`;
}

/** A slice within its card, such as `1g.18gb #3`: a card has up to seven of one profile. */
export function sliceName({ name, index }: Pick<MigInstance, 'name' | 'index'>): string {
  return index === undefined ? name : `${name} #${index}`;
}

/** What replicas can be placed on, in the cards' order. A lost card is none; one under MIG is not whole. */
export function placementUnits(devices: readonly GpuDevice[]): PlacementUnit[] {
  return [...devices]
    .filter(({ lost }) => !lost)
    .sort((a, b) => a.index - b.index)
    .flatMap((device) => {
      const { uuid, migEnabled, migInstances } = device;
      if (!migEnabled) {
        const label = cardName(device);
        return [{ uuid, kind: 'gpu', label, cardUuid: uuid, pool: uuid, ...memoryOf(device) }];
      }
      return migInstances.map(
        (instance): PlacementUnit => ({
          uuid: instance.uuid,
          kind: 'mig',
          label: cardName(device, instance),
          cardUuid: uuid,
          pool: `${uuid}/${instance.gpuInstanceId ?? instance.uuid}`,
          ...memoryOf(instance),
        }),
      );
    });
}

type Memory = Pick<GpuDevice, 'memoryTotalBytes' | 'memoryReservedBytes' | 'memoryUsedBytes'>;

function memoryOf({ memoryTotalBytes, memoryReservedBytes = 0, memoryUsedBytes }: Memory) {
  return known({
    totalBytes: memoryTotalBytes,
    capacityBytes:
      memoryTotalBytes === undefined ? undefined : memoryTotalBytes - memoryReservedBytes,
    usedBytes: memoryUsedBytes,
  });
}
