import type { GpuProcess, GpuSnapshot } from '../gpuSnapshot.ts';
import { known as knownOnly } from '../known.ts';

/** A snapshot with each of its processes made anew. */
export function mapProcesses(
  snapshot: GpuSnapshot,
  change: (process: GpuProcess) => GpuProcess,
): GpuSnapshot {
  const devices = snapshot.devices.map((device) => ({
    ...device,
    processes: device.processes.map(change),
    migInstances: device.migInstances.map((instance) => ({
      ...instance,
      processes: instance.processes.map(change),
    })),
  }));
  return { ...snapshot, devices };
}

/** All processes on the cards of a host; one on two cards is there twice. */
export function processesIn(snapshot: GpuSnapshot): GpuProcess[] {
  return snapshot.devices.flatMap(({ processes, migInstances }) => [
    ...processes,
    ...migInstances.flatMap((instance) => instance.processes),
  ]);
}

/** What tells one process from all others, also from one that has its pid later. */
export function identityOf({ pid, startTime = '' }: GpuProcess): string {
  return `${pid}@${startTime}`;
}

/** What else is known of containers. */
export interface ContainerFacts {
  /**
   * Containers by process, from the engine's own lists, for processes whose cgroup cannot be read
   * here.
   */
  readonly listed?: ReadonlyMap<number, string> | undefined;
  readonly nameOf?: ((containerId: string) => string | undefined) | undefined;
  /** Whether the engine does not answer, so that there may be others than those known. */
  readonly engineAway?: boolean | undefined;
}

/**
 * Says of each process which container it is in.
 * @param known ids of the engine's containers. Of several in one path (an engine in a container) the
 * outermost is taken, which is the one that this engine knows.
 */
export function withContainers(
  snapshot: GpuSnapshot,
  known: ReadonlySet<string>,
  { listed, nameOf, engineAway = false }: ContainerFacts = {},
): GpuSnapshot {
  return mapProcesses(snapshot, (process) => {
    // A list outlives its containers, whose pids other processes have then.
    const inList = listed?.get(process.pid);
    const ids = process.cgroupIds ?? (inList === undefined ? [] : [inList]);
    const containerId = ids.find((id) => known.has(id));
    const containerName = containerId === undefined ? undefined : nameOf?.(containerId);
    const mayBeInOne = process.cgroupIds === undefined || process.cgroupIds.length > 0;
    const isUnknown = engineAway && containerId === undefined && mayBeInOne;
    if (
      containerId === process.containerId &&
      containerName === process.containerName &&
      isUnknown === (process.containerUnknown ?? false)
    ) {
      return process;
    }
    const { containerId: _, containerName: __, containerUnknown: ___, ...rest } = process;
    return {
      ...rest,
      ...knownOnly({ containerId, containerName }),
      ...(isUnknown && { containerUnknown: true as const }),
    };
  });
}
