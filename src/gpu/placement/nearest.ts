import { type Sentence, sentence } from '../../text/sentence.ts';
import { freeText, memoryText } from '../memoryText.ts';
import { allowedUnits, neededOn, type PlacementRequest } from './request.ts';
import type { Reservation } from './reservations.ts';
import { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';

const MIB = 2 ** 20;

/** Something near to what was asked for that would fit. */
export type Nearest =
  /** Another card or slice has room for all of it. */
  | { readonly kind: 'elsewhere'; readonly unit: PlacementUnit; readonly freeBytes: number }
  /** Every replica with this budget. */
  | { readonly kind: 'vram'; readonly bytes: number }
  /** Fewer replicas. */
  | { readonly kind: 'replicas'; readonly count: number }
  /** All of it, once this container has ended. */
  | { readonly kind: 'without'; readonly reservation: Reservation; readonly unit: PlacementUnit };

/** What placing has found out. */
export interface Attempt {
  readonly all: readonly PlacementUnit[];
  /** Those that the request allows. */
  readonly units: readonly PlacementUnit[];
  readonly reservations: readonly Reservation[];
  readonly request: PlacementRequest;
  readonly placed: number;
}

/** What would fit instead, the nearest first. */
export function nearestTo(attempt: Attempt, room: Room): Nearest[] {
  const { units, request, placed } = attempt;
  return [
    ...elsewhere(attempt, room),
    ...smallerBudget(units, room, request),
    ...(placed > 0 ? [{ kind: 'replicas', count: placed } as const] : []),
    ...withoutOne(attempt),
  ];
}

/** Says what would fit. */
export function suggestion(near: Nearest, { replicas }: PlacementRequest): Sentence {
  switch (near.kind) {
    case 'elsewhere':
      return sentence(
        'It would fit on {0}, where {1} are free.',
        near.unit.label,
        freeText(near.freeBytes),
      );
    case 'vram':
      return sentence('It would fit with {0} for each replica.', memoryText(near.bytes, 'down'));
    case 'replicas':
      return sentence('There is room for {0} of {1} replicas.', near.count, replicas);
    case 'without': {
      const { name, containerId, budgetBytes, usedBytes = 0 } = near.reservation;
      const holds = memoryText(Math.max(budgetBytes, usedBytes), 'down');
      return sentence(
        'It would fit without {0} on {1}, which holds {2}.',
        name ?? containerId.slice(0, 12),
        near.unit.label,
        holds,
      );
    }
  }
}

/** The unit with the most room that holds all replicas, when the request has tied them to others. */
function elsewhere({ all, units, request }: Attempt, room: Room): Nearest[] {
  const others = allowedUnits(all, { ...request, policy: { kind: 'auto' } }).filter(
    (unit) => !units.includes(unit),
  );
  let best: Extract<Nearest, { kind: 'elsewhere' }> | undefined;
  for (const unit of others) {
    const [needed, freeBytes] = [neededOn(unit, request.vram), room.free(unit)];
    if (needed === undefined || freeBytes === undefined) continue;
    if (needed * request.replicas > freeBytes || freeBytes <= (best?.freeBytes ?? -1)) continue;
    best = { kind: 'elsewhere', unit, freeBytes };
  }
  return best ? [best] : [];
}

/** The largest budget, in whole MiB, with which all replicas fit on the units that are allowed. */
function smallerBudget(
  units: readonly PlacementUnit[],
  room: Room,
  { replicas }: PlacementRequest,
): Nearest[] {
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
  return low === 0 ? [] : [{ kind: 'vram', bytes: low * MIB }];
}

/** The smallest container whose end would make room for all replicas where they are allowed. */
function withoutOne({ all, units, reservations, request }: Attempt): Nearest[] {
  const held = ({ budgetBytes, usedBytes = 0 }: Reservation): number =>
    Math.max(budgetBytes, usedBytes);
  const smallestFirst = reservations
    .filter(({ leaving }) => !leaving)
    .sort((a, b) => held(a) - held(b) || (a.containerId < b.containerId ? -1 : 1));
  for (const reservation of smallestFirst) {
    const unit = units.find(({ uuid }) => uuid === reservation.uuid);
    // What the driver does not tell of it cannot be counted on.
    if (!unit || reservation.usedBytes === undefined) continue;
    const room = new Room(
      all.map((one) => (one.pool === unit.pool ? freed(one, reservation.usedBytes ?? 0) : one)),
      reservations.filter((other) => other !== reservation),
    );
    if (countIn(units, room, request) >= request.replicas) {
      return [{ kind: 'without', reservation, unit }];
    }
  }
  return [];
}

function freed(unit: PlacementUnit, bytes: number): PlacementUnit {
  return { ...unit, usedBytes: Math.max(0, (unit.usedBytes ?? 0) - bytes) };
}

/** How many replicas the units hold, those that share their memory together. */
function countIn(
  units: readonly PlacementUnit[],
  room: Room,
  { vram, replicas }: PlacementRequest,
): number {
  const pools = new Map<string, number>();
  for (const unit of units) {
    const [needed, free] = [neededOn(unit, vram), room.free(unit)];
    if (needed === undefined || free === undefined || pools.has(unit.pool)) continue;
    pools.set(unit.pool, needed === 0 ? replicas : Math.floor(Math.max(0, free) / needed));
  }
  return [...pools.values()].reduce((sum, count) => sum + count, 0);
}
