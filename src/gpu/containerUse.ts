import { leavesOf, type UsageOfPart, type UsageRow, usageOf } from './attribution/usageRows.ts';
import type { GpuSnapshot } from './gpuSnapshot.ts';
import { known } from './known.ts';

/** What one container uses of a host's cards. */
export interface ContainerUse {
  /** Bytes on all cards together; undefined where the driver does not tell. */
  readonly vramBytes?: number;
  /** Set when it holds more than `vramBytes`, because some of its processes do not tell. */
  readonly partial?: true;
  /** Share of the multiprocessors of the card or slice that it keeps busiest, 0–1. */
  readonly smRatio?: number;
  /** All memory of the card or slice that it was placed on, else of the one that it uses most. */
  readonly totalBytes?: number;
}

/** A container of which a use is asked. */
interface Placed {
  readonly containerId: string;
  /** UUID of the card or slice that it was placed on; other texts mean none. */
  readonly uuid: string;
}

/**
 * Who uses a part, where the only user of a slice makes all of its load: what the driver tells of a
 * slice under MIG, it does not tell of the processes in it.
 */
export function rowsOfPart({ rows, instance }: UsageOfPart): readonly UsageRow[] {
  const users = rows.filter(({ processes }) => processes.length > 0);
  const [only] = users;
  const smRatio = instance?.smRatio;
  if (users.length !== 1 || only?.smRatio !== undefined || smRatio === undefined) return rows;
  return rows.map((row) => (row === only ? { ...row, smRatio } : row));
}

/**
 * Whether somebody who is not among the users of a part may use it all the same, because the driver
 * does not tell, or tells of the card only and not of its slices.
 */
export function isUseUntold({
  device,
  instance,
}: Pick<UsageOfPart, 'device' | 'instance'>): boolean {
  if (device.lost || device.processesHidden) return true;
  if (!device.migEnabled || instance === undefined) return false;
  return device.processes.length > 0 || instance.memoryUsedBytes === undefined;
}

/**
 * What a container uses now.
 * @returns undefined for one that is on no card, nor was placed on one that there is.
 */
export function containerUse(
  snapshot: GpuSnapshot,
  { containerId, uuid }: Placed,
): ContainerUse | undefined {
  const parts = usageOf(snapshot);
  const isPlace = ({ device, instance }: UsageOfPart): boolean =>
    (instance?.uuid ?? device.uuid) === uuid;
  const place = parts.find(isPlace);
  const used = leavesOf(parts).flatMap((part) =>
    rowsOfPart(part)
      .filter((row) => row.containerId === containerId)
      .map((row) => ({ part, row })),
  );
  if (used.length === 0) {
    if (place === undefined) return undefined;
    const untold = isUseUntold(place);
    return known({
      vramBytes: untold ? undefined : 0,
      smRatio: untold ? undefined : 0,
      totalBytes: place.totalBytes,
    });
  }
  const vram = used.flatMap(({ row }) => row.vramBytes ?? []);
  const sm = used.flatMap(({ row }) => row.smRatio ?? []);
  const most = used.reduce((a, b) => ((b.row.vramBytes ?? 0) > (a.row.vramBytes ?? 0) ? b : a));
  const partial =
    used.some(({ row }) => row.partial) || (vram.length > 0 && vram.length < used.length);
  return {
    ...known({
      vramBytes: vram.length === 0 ? undefined : vram.reduce((a, b) => a + b, 0),
      smRatio: sm.length === 0 ? undefined : Math.max(...sm),
      totalBytes: (place ?? most.part).totalBytes,
    }),
    ...(partial ? { partial: true as const } : {}),
  };
}
