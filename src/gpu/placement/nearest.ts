import { type Sentence, sentence } from '../../text/sentence.ts';
import { freeText, memoryText } from '../memoryText.ts';
import { allowedUnits, neededOn, type PlacementRequest } from './request.ts';
import type { Reservation } from './reservations.ts';
import type { Room } from './room.ts';
import type { PlacementUnit } from './units.ts';

const MIB = 2 ** 20;

/** Something near to what was asked for that would fit. */
export type Nearest =
  /** Another card or slice has room for all of it. */
  | { readonly kind: 'elsewhere'; readonly unit: PlacementUnit; readonly freeBytes: number }
  /** Every replica with this budget. */
  | { readonly kind: 'vram'; readonly bytes: number }
  /** Fewer replicas. */
  | { readonly kind: 'replicas'; readonly count: number };

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
