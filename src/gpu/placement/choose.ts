import { neededOn, type PlacementPolicy, type VramRequest } from './request.ts';
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
  return first(fitting, (unit) => RANKS[policy](unit, room));
}

/** What a unit is ranked by, the most important first, the smaller the better. */
type Rank = (unit: PlacementUnit, room: Room) => readonly number[];

const RANKS: Readonly<Record<PlacementPolicy['kind'], Rank>> = {
  pinned: (unit, room) => [room.containersOn(unit).placed],
  spread: (unit, room) => [
    room.containersOn(unit).placed,
    untold(unit),
    room.containersOn(unit).all,
  ],
  pack: () => [],
  auto: (unit, room) => [
    untold(unit),
    unit.kind === 'mig' ? (unit.totalBytes ?? Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER,
    -(room.free(unit) ?? Number.NEGATIVE_INFINITY),
    // Cards that do not tell their memory.
    room.containersOn(unit).all,
  ],
};

/** Where nobody tells what is used, less may be free than seems so: such units come last. */
function untold({ usedBytes }: PlacementUnit): number {
  return usedBytes === undefined ? 1 : 0;
}

/**
 * The unit on which a replica takes the least that is not there; undefined when there are none. Units
 * that do not tell their memory come last.
 */
export function chooseLeastShort(
  units: readonly PlacementUnit[],
  vram: VramRequest | undefined,
  room: Room,
): PlacementUnit | undefined {
  const short = (unit: PlacementUnit): number => {
    const [needed, free] = [neededOn(unit, vram), room.free(unit)];
    if (needed === undefined || free === undefined) return Number.POSITIVE_INFINITY;
    return needed - free;
  };
  return first(units, (unit) => [short(unit), untold(unit), room.containersOn(unit).all]);
}

function first(
  units: readonly PlacementUnit[],
  rankOf: (unit: PlacementUnit) => readonly number[],
): PlacementUnit | undefined {
  let best: { readonly unit: PlacementUnit; readonly rank: readonly number[] } | undefined;
  for (const unit of units) {
    const rank = rankOf(unit);
    if (!best || isBefore(rank, best.rank)) best = { unit, rank };
  }
  return best?.unit;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
