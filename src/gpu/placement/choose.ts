import type { PlacementPolicy } from './request.ts';
import type { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';

/**
 * The unit that a policy takes among those that fit; undefined when there are none. A container more
 * elsewhere makes another unit only less attractive, so that it never moves a plan.
 * @param fitting in the cards' order, which decides between equals.
 */
export function choose(
  fitting: readonly PlacementUnit[],
  policy: PlacementPolicy['kind'],
  room: Room,
): PlacementUnit | undefined {
  const rank = RANKS[policy];
  let best: { readonly unit: PlacementUnit; readonly rank: readonly number[] } | undefined;
  for (const unit of fitting) {
    const own = rank(unit, room);
    if (!best || isBefore(own, best.rank)) best = { unit, rank: own };
  }
  return best?.unit;
}

/** What a unit is ranked by, the most important first, the smaller the better. */
type Rank = (unit: PlacementUnit, room: Room) => readonly number[];

const RANKS: Readonly<Record<PlacementPolicy['kind'], Rank>> = {
  pinned: (unit, room) => [room.containersOn(unit).placed],
  spread: (unit, room) => [room.containersOn(unit).placed, room.containersOn(unit).all],
  pack: () => [],
  auto: (unit, room) => [
    unit.kind === 'mig' ? (unit.totalBytes ?? Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER,
    -(room.free(unit) ?? Number.NEGATIVE_INFINITY),
    // Cards that do not tell their memory.
    room.containersOn(unit).all,
  ],
};

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
