import { type UsageRow, usageOf } from '../attribution/usageRows.ts';
import type { GpuSnapshot } from '../gpuSnapshot.ts';
import { known } from '../known.ts';
import type { PlacementUnit } from './units.ts';

/** What a container may use of a card or slice, and what it does use. */
export interface Reservation {
  readonly containerId: string;
  /** Its name, for people. */
  readonly name?: string;
  /** UUID of the card or slice. */
  readonly uuid: string;
  /** 0 for none. */
  readonly budgetBytes: number;
  /** Undefined where the driver does not tell. */
  readonly usedBytes?: number;
  /** Whether it ends before anything is placed: what it uses now is free then. */
  readonly leaving?: boolean;
}

/** Adds to budgets what their containers use now, wherever on the card or slice that is. */
export function reservationsIn(
  snapshot: GpuSnapshot,
  budgets: readonly Omit<Reservation, 'usedBytes'>[],
): Reservation[] {
  const parts = usageOf(snapshot);
  return budgets.map((budget) => {
    const part = parts.find(
      ({ device, instance }) => (instance?.uuid ?? device.uuid) === budget.uuid,
    );
    const row = part?.rows.find(({ containerId }) => containerId === budget.containerId);
    const hidden =
      !part ||
      part.device.processesHidden ||
      (row ? row.vramBytes === undefined : part.rows.some(mayBeAnyones));
    return { ...budget, ...known({ usedBytes: hidden ? undefined : (row?.vramBytes ?? 0) }) };
  });
}

/** Of such processes some may be in a container that seems to have none. */
function mayBeAnyones({ kind, processes }: UsageRow): boolean {
  return kind === 'unattributed' && processes.length > 0;
}

/**
 * Memory that is spoken for in each pool, in bytes: of each reservation the larger of budget and use,
 * and what others use, of which nothing is known where the card does not tell its use. Where the driver does not tell what a container uses, its use is within what
 * the card says, of which then the larger counts.
 */
export function takenIn(
  units: readonly PlacementUnit[],
  reservations: readonly Reservation[],
): Map<string, number> {
  const pools = new Map(units.map(({ pool, usedBytes }) => [pool, usedBytes ?? 0]));
  const poolOf = new Map(units.map(({ uuid, pool }) => [uuid, pool]));
  const taken = new Map<string, number>();
  for (const [pool, used] of pools) {
    const here = reservations.filter(({ uuid }) => poolOf.get(uuid) === pool);
    let [told, reserved, untold] = [0, 0, 0];
    for (const { budgetBytes, usedBytes, leaving } of here) {
      if (leaving) told += usedBytes ?? 0;
      else if (usedBytes === undefined) untold += budgetBytes;
      else {
        told += usedBytes;
        reserved += Math.max(budgetBytes, usedBytes);
      }
    }
    taken.set(pool, reserved + Math.max(0, used - told, untold));
  }
  return taken;
}
