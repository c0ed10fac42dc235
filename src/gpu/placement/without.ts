import type { Attempt, Nearest } from './attempt.ts';
import { countIn } from './countIn.ts';
import type { Reservation } from './reservations.ts';
import { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';

type Without = Extract<Nearest, { kind: 'without' }>;

/** Bytes that a container holds. */
export function heldBy({ budgetBytes, usedBytes = 0 }: Reservation): number {
  return Math.max(budgetBytes, usedBytes);
}

/**
 * The smallest container whose end would make room for all replicas where they are allowed; where one
 * does not, all of the card or slice that holds the least in them; else all of all.
 */
export function without(attempt: Attempt): Without[] {
  const { units, reservations } = attempt;
  const pools = new Map(units.map(({ uuid, pool }) => [uuid, pool]));
  const there = reservations.filter(({ uuid, leaving }) => !leaving && pools.has(uuid));
  const bySize = (a: readonly Reservation[], b: readonly Reservation[]): number =>
    sum(a) - sum(b) || ((a[0]?.containerId ?? '') < (b[0]?.containerId ?? '') ? -1 : 1);
  const each = there.map((reservation) => [reservation]);
  const ofPools = [...new Set(pools.values())].map((pool) =>
    inOrder(there.filter(({ uuid }) => pools.get(uuid) === pool)),
  );
  const candidates = [...each.sort(bySize), ...ofPools.sort(bySize), inOrder(there)];
  const enough = candidates.find((ending) => fitsWithout(attempt, ending));
  if (enough === undefined) return [];
  const left = new Set(enough.map(({ uuid }) => uuid));
  return [
    { kind: 'without', reservations: enough, units: units.filter(({ uuid }) => left.has(uuid)) },
  ];
}

function sum(reservations: readonly Reservation[]): number {
  return reservations.reduce((bytes, reservation) => bytes + heldBy(reservation), 0);
}

function inOrder(reservations: readonly Reservation[]): Reservation[] {
  return reservations.toSorted((a, b) => (a.containerId < b.containerId ? -1 : 1));
}

function fitsWithout(
  { all, units, reservations, request }: Attempt,
  ending: readonly Reservation[],
): boolean {
  if (ending.length === 0) return false;
  const later = freedOf(all, ending);
  const rest = reservations.filter((other) => !ending.includes(other));
  return countIn(units, new Room(later, rest), request) >= request.replicas;
}

/** The units once some containers have ended. What they use that nobody tells is not counted on. */
export function freedOf(
  units: readonly PlacementUnit[],
  ending: readonly Reservation[],
): PlacementUnit[] {
  const poolOf = new Map(units.map(({ uuid, pool }) => [uuid, pool]));
  return units.map((unit) => {
    if (unit.usedBytes === undefined) return unit;
    const freed = ending
      .filter(({ uuid }) => poolOf.get(uuid) === unit.pool)
      .reduce((bytes, { usedBytes = 0 }) => bytes + usedBytes, 0);
    return { ...unit, usedBytes: Math.max(0, unit.usedBytes - freed) };
  });
}
