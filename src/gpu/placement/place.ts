import type { GpuDevice } from '../gpuSnapshot.ts';
import { choose, chooseLeastShort } from './choose.ts';
import { type PlacementRefusal, refusal } from './refusal.ts';
import { allowedUnits, checkRequest, neededOn, type PlacementRequest } from './request.ts';
import type { Reservation } from './reservations.ts';
import { Room } from './room.ts';
import { type PlacementUnit, placementUnits } from './units.ts';

/** Where one replica goes. */
export interface PlacedReplica {
  readonly unit: PlacementUnit;
  /** Its budget; 0 for none. */
  readonly vramBytes: number;
  /** What was free there before it; undefined if the card does not tell its memory. */
  readonly freeBytes?: number;
  /** How much more than there is was given out by it; 0 unless that was chosen. */
  readonly overcommitBytes: number;
}

/** Where every replica goes. */
export interface PlacementPlan {
  readonly ok: true;
  readonly replicas: readonly PlacedReplica[];
  /** Whether memory was given out that is not there, which a label must record. */
  readonly overcommitted: boolean;
}

/**
 * Finds a card or slice for every replica, or says in numbers why there is none.
 * @param reservations of all containers; those that are to be replaced are leaving.
 * @throws RangeError when the request makes no sense.
 */
export function place(
  devices: readonly GpuDevice[],
  reservations: readonly Reservation[],
  request: PlacementRequest,
): PlacementPlan | PlacementRefusal {
  checkRequest(request);
  const all = placementUnits(devices);
  const units = allowedUnits(all, request);
  const room = new Room(all, reservations);
  const placed: PlacedReplica[] = [];
  while (placed.length < request.replicas) {
    const replica = placeOne(units, request, room);
    if (!replica) return refusal({ all, units, reservations, request, placed: placed.length });
    placed.push(replica);
  }
  const overcommitted = placed.some(({ overcommitBytes }) => overcommitBytes > 0);
  return { ok: true, replicas: placed, overcommitted };
}

function placeOne(
  units: readonly PlacementUnit[],
  { vram, policy, overcommit }: PlacementRequest,
  room: Room,
): PlacedReplica | undefined {
  const fitting = units.filter((unit) => room.fits(unit, vram));
  const unit =
    choose(fitting, policy.kind, room) ??
    (overcommit ? chooseLeastShort(units.filter(couldHold(vram)), vram, room) : undefined);
  if (!unit) return undefined;
  const vramBytes = neededOn(unit, vram) ?? 0;
  const freeBytes = room.free(unit);
  room.take(unit, vramBytes);
  return {
    unit,
    vramBytes,
    ...(freeBytes === undefined ? {} : { freeBytes }),
    overcommitBytes: vramBytes - Math.min(vramBytes, Math.max(0, freeBytes ?? 0)),
  };
}

/** Whether a unit would do if nobody else were on it; one that does not tell its memory might. */
function couldHold(vram: PlacementRequest['vram']): (unit: PlacementUnit) => boolean {
  return (unit) => {
    const needed = neededOn(unit, vram);
    return needed !== undefined && needed <= (unit.capacityBytes ?? Number.POSITIVE_INFINITY);
  };
}
