import { processesIn, withContainers } from '../gpu/attribution/containersOf.ts';
import type { GpuSnapshot } from '../gpu/gpuSnapshot.ts';
import type { ToldContainer } from './toldContainers.ts';

/** Containers by id, as they were told of. */
export type Told = ReadonlyMap<string, ToldContainer>;

/**
 * Says of each process which container it is in. Of several ids in one path the outermost that was
 * told of is taken, else the outermost: nobody has to have told of a container for it to count.
 */
export function withSeenContainers(snapshot: GpuSnapshot, told: Told): GpuSnapshot {
  const seen = new Set(told.keys());
  for (const { cgroupIds = [] } of processesIn(snapshot)) {
    const [outermost] = cgroupIds;
    if (outermost !== undefined && !cgroupIds.some((id) => told.has(id))) seen.add(outermost);
  }
  return withContainers(snapshot, seen);
}
