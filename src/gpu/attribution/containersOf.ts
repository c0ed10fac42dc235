import type { GpuProcess, GpuSnapshot } from '../gpuSnapshot.ts';

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

/**
 * Says of each process which container it is in.
 * @param known ids of the engine's containers. Of several in one path (an engine in a container) the
 * outermost is taken, which is the one that this engine knows.
 * @param listed containers by process, from the engine's own lists, for processes whose cgroup cannot
 * be read here.
 */
export function withContainers(
  snapshot: GpuSnapshot,
  known: ReadonlySet<string>,
  listed: ReadonlyMap<number, string> = new Map(),
): GpuSnapshot {
  return mapProcesses(snapshot, (process) => {
    const containerId =
      process.cgroupIds?.find((id) => known.has(id)) ??
      (process.cgroupIds === undefined ? listed.get(process.pid) : undefined);
    if (containerId === process.containerId) return process;
    const { containerId: _, ...rest } = process;
    return containerId === undefined ? rest : { ...rest, containerId };
  });
}
