import type { Attempt, Nearest } from './attempt.ts';
import { countIn } from './countIn.ts';
import { allowedUnits, neededOn, type PlacementRequest } from './request.ts';
import type { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';
import { without } from './without.ts';

const MIB = 2 ** 20;

/** What would fit instead, the nearest first; empty when nothing would. */
export function nearestTo(attempt: Attempt, room: Room): Nearest[] {
  const { all, units, request, placed } = attempt;
  const near: Nearest[] = [
    ...elsewhere(attempt, room),
    ...smallerBudget(units, room, request).map((bytes) => ({ kind: 'vram', bytes }) as const),
    ...(placed > 0 ? [{ kind: 'replicas', count: placed } as const] : []),
    ...without(attempt),
  ];
  if (near.length > 0) return near;
  const isSilent = (unit: PlacementUnit): boolean => room.free(unit) === undefined;
  // A card that does not tell its memory may hold any budget: only the user can know.
  const silent = units.find(isSilent) ?? all.find(isSilent);
  return [
    ...smallerBudget(all, room, request).map(
      (bytes) => ({ kind: 'vram', bytes, anywhere: all.length }) as const,
    ),
    ...(silent ? [{ kind: 'no-budget', unit: silent } as const] : []),
  ];
}

/**
 * The unit with the most room that holds all replicas, when the request has tied them to others; or
 * all units, when these do so together.
 */
function elsewhere({ all, units, request }: Attempt, room: Room): Nearest[] {
  const free = { ...request, policy: { kind: 'auto' }, parts: 'any' } as const;
  const others = allowedUnits(all, free).filter((unit) => !units.includes(unit));
  let best: Extract<Nearest, { kind: 'elsewhere' }> | undefined;
  const told = ({ usedBytes }: PlacementUnit): boolean => usedBytes !== undefined;
  for (const unit of others) {
    if (best && told(best.unit) && !told(unit)) continue;
    const [needed, freeBytes] = [neededOn(unit, request.vram), room.free(unit)];
    if (needed === undefined || freeBytes === undefined) continue;
    if (needed * request.replicas > freeBytes) continue;
    const surer = best && told(unit) && !told(best.unit);
    if (!surer && freeBytes <= (best?.freeBytes ?? -1)) continue;
    best = { kind: 'elsewhere', unit, freeBytes };
  }
  if (best) return [best];
  const together = others.length > 0 && countIn(all, room, request) >= request.replicas;
  return together ? [{ kind: 'anywhere', count: all.length }] : [];
}

/** The largest budget in bytes, whole MiB, with which all replicas fit on some units; none if none does. */
function smallerBudget(
  units: readonly PlacementUnit[],
  room: Room,
  { replicas }: PlacementRequest,
): number[] {
  const pools = new Map(units.map((unit) => [unit.pool, Math.max(0, room.free(unit) ?? 0)]));
  const enough = (mib: number): boolean => {
    let count = 0;
    for (const free of pools.values()) count += Math.floor(free / (mib * MIB));
    return count >= replicas;
  };
  let [low, high] = [0, Math.floor(Math.max(0, ...pools.values()) / MIB) + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) low = middle;
    else high = middle;
  }
  return low === 0 ? [] : [low * MIB];
}
