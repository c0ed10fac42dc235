import type { GpuDevice, GpuProcess, GpuSnapshot, MigInstance } from '../gpuSnapshot.ts';
import { known } from '../known.ts';

/** Who uses a part of a card, and how much of it. */
export interface UsageRow {
  /**
   * - `container`: one of the engine's containers.
   * - `other`: all processes that are known to be in none.
   * - `unattributed`: processes of which that cannot be known (they have ended, may not be seen, run on
   *   another machine, or the engine does not answer), and memory in use that no process holds, such
   *   as the driver's own.
   */
  readonly kind: 'container' | 'other' | 'unattributed';
  /** The container of a `container` row. */
  readonly containerId?: string;
  /** Its name, where the engine has told it. */
  readonly containerName?: string;
  /** Bytes; the sum of those processes that tell. */
  readonly vramBytes?: number;
  /** Set when some of its processes do not tell, so that it holds more than `vramBytes`. */
  readonly partial?: true;
  /** Share of the card's multiprocessors, 0–1. */
  readonly smRatio?: number;
  readonly processes: readonly GpuProcess[];
}

/** The users of one card, or of one GPU instance of it. */
export interface UsageOfPart {
  readonly device: GpuDevice;
  /** One instance's users; undefined for the card as a whole. */
  readonly instance?: MigInstance;
  /**
   * The largest first, `other` and `unattributed` last; their memory adds up to `usedBytes`, with what
   * the other compute instances of a GPU instance hold of the memory that they share.
   */
  readonly rows: readonly UsageRow[];
  /** Memory in use as the card says. Where its processes say more at that moment, their sum. */
  readonly usedBytes?: number;
  readonly totalBytes?: number;
}

/** Who uses what, of every card and every MIG instance. */
export function usageOf(snapshot: GpuSnapshot): UsageOfPart[] {
  return snapshot.devices.flatMap((device) => [
    usageOfCard(device),
    ...device.migInstances.map((instance) => usageOfInstance(device, instance)),
  ]);
}

/**
 * The same parts with every process once: a card whose slices are parts of their own keeps only the
 * processes that none of them claims (nvidia-smi tells of no slice who is in it).
 */
export function leavesOf(parts: readonly UsageOfPart[]): UsageOfPart[] {
  return parts.map((whole) => {
    const { device, instance } = whole;
    if (instance || device.migInstances.length === 0) return whole;
    const { memoryUsedBytes: _, ...rest } = device;
    return { ...part(rest, device.processes), device };
  });
}

/** Compute instances of one GPU instance have one memory, of which each tells all that is in use. */
function usageOfInstance(device: GpuDevice, instance: MigInstance): UsageOfPart {
  const others = device.migInstances
    .filter(
      (other) =>
        other !== instance &&
        other.gpuInstanceId !== undefined &&
        other.gpuInstanceId === instance.gpuInstanceId,
    )
    .flatMap(({ processes }) => processes);
  return { ...part(instance, instance.processes, others), device, instance };
}

/** Under MIG a card's rows hold the processes of all its instances. */
function usageOfCard(device: GpuDevice): UsageOfPart {
  const within = device.migInstances.flatMap(({ processes }) => processes);
  return { ...part(device, [...device.processes, ...within]), device };
}

type Memory = Pick<GpuDevice, 'memoryUsedBytes' | 'memoryTotalBytes'>;

/** @param others processes elsewhere that hold of the same memory. */
function part(
  memory: Memory,
  processes: readonly GpuProcess[],
  others: readonly GpuProcess[] = [],
): Omit<UsageOfPart, 'device'> {
  const groups = new Map<string, GpuProcess[]>();
  for (const process of processes) {
    const owner = ownerOf(process);
    const group = groups.get(owner);
    if (group) group.push(process);
    else groups.set(owner, [process]);
  }
  const held = vramOf([...processes, ...others]) ?? 0;
  const used = memory.memoryUsedBytes;
  // The card and its processes are asked one after the other; what was freed in between is no row.
  const rest = used === undefined ? 0 : Math.max(0, used - held);
  if (rest > 0 && !groups.has('unattributed')) groups.set('unattributed', []);
  const rows = [...groups].map(([owner, group]) => rowOf(owner, group, rest));
  return {
    rows: rows.sort(byKindThenSize),
    ...known({
      usedBytes: used === undefined ? undefined : Math.max(used, held),
      totalBytes: memory.memoryTotalBytes,
    }),
  };
}

/** A container's id, or the kind of row. */
function ownerOf({ containerId, cgroupIds, containerUnknown }: GpuProcess): string {
  const unknown = cgroupIds === undefined || containerUnknown;
  return containerId ?? (unknown ? 'unattributed' : 'other');
}

/** @param rest memory in use that no process holds. */
function rowOf(owner: string, group: readonly GpuProcess[], rest: number): UsageRow {
  const sm = group.flatMap(({ smRatio }) => smRatio ?? []);
  const told = vramOf(group);
  const kind = owner === 'other' || owner === 'unattributed' ? owner : 'container';
  const untold = group.some(({ vramBytes }) => vramBytes === undefined);
  const vramBytes = kind === 'unattributed' && rest > 0 ? (told ?? 0) + rest : told;
  return {
    kind,
    ...known({
      containerId: kind === 'container' ? owner : undefined,
      containerName: kind === 'container' ? group[0]?.containerName : undefined,
      vramBytes,
      smRatio: sm.length === 0 ? undefined : Math.min(1, sum(sm)),
    }),
    ...(untold && vramBytes !== undefined ? { partial: true as const } : {}),
    processes: group,
  };
}

/** Sum of what processes tell; undefined when none does. */
function vramOf(group: readonly GpuProcess[]): number | undefined {
  const told = group.flatMap(({ vramBytes }) => vramBytes ?? []);
  return told.length === 0 ? undefined : sum(told);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

const KINDS: readonly UsageRow['kind'][] = ['container', 'other', 'unattributed'];

function byKindThenSize(a: UsageRow, b: UsageRow): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    (b.vramBytes ?? -1) - (a.vramBytes ?? -1) ||
    (a.containerId ?? '').localeCompare(b.containerId ?? '')
  );
}
