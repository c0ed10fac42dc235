import type { PlacementUnit } from './units.ts';

const MIB = 2 ** 20;

/** Memory for each replica: bytes, or a share (0–1) of all memory of the card or slice it gets. */
export type VramRequest = { readonly bytes: number } | { readonly share: number };

/**
 * Which card a replica gets.
 *
 * - `pinned`: one of these cards or slices, by UUID, in turn; a card under MIG stands for its slices.
 * - `spread`: the one with the fewest containers.
 * - `pack`: the first that has room, so that other cards stay free.
 * - `auto`: the smallest slice that it fits in, else the card with the most free memory; one that does
 *   not tell its use only where no other has room.
 */
export type PlacementPolicy =
  | { readonly kind: 'pinned'; readonly uuids: readonly string[] }
  | { readonly kind: 'spread' | 'pack' | 'auto' };

/** What is to be placed. */
export interface PlacementRequest {
  /** Undefined for no budget: it then fits wherever there is a card. */
  readonly vram?: VramRequest;
  /** At least 1; there may be more than cards. */
  readonly replicas: number;
  readonly policy: PlacementPolicy;
  /** Whether whole cards, slices or either may be used; either when left out. */
  readonly parts?: 'gpu' | 'mig' | 'any';
  /** The user's explicit choice to give out more memory than there is. */
  readonly overcommit?: boolean;
}

/** @throws RangeError when the request makes no sense. */
export function checkRequest({ vram, replicas }: PlacementRequest): void {
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw new RangeError(`${replicas} is no number of replicas`);
  }
  const amount = vram && ('bytes' in vram ? vram.bytes : vram.share);
  if (amount === undefined) return;
  const most = vram && 'share' in vram ? 1 : Number.MAX_SAFE_INTEGER;
  if (!(amount >= 0 && amount <= most)) throw new RangeError(`${amount} is no amount of memory`);
}

/** The units that a request allows, in order. */
export function allowedUnits(
  units: readonly PlacementUnit[],
  { policy, parts = 'any' }: PlacementRequest,
): PlacementUnit[] {
  return units.filter(
    ({ uuid, cardUuid, kind }) =>
      (parts === 'any' || parts === kind) &&
      (policy.kind !== 'pinned' || policy.uuids.includes(uuid) || policy.uuids.includes(cardUuid)),
  );
}

/** Bytes that a replica needs on a unit, whole MiB; undefined when it is a share of something unknown. */
export function neededOn(unit: PlacementUnit, vram: VramRequest | undefined): number | undefined {
  if (vram === undefined) return 0;
  if ('bytes' in vram) return Math.ceil(vram.bytes / MIB) * MIB;
  if (unit.totalBytes === undefined) return undefined;
  // All of a card is all that can be had of it.
  const bytes = Math.min(
    vram.share * unit.totalBytes,
    unit.capacityBytes ?? Number.POSITIVE_INFINITY,
  );
  return Math.floor(bytes / MIB) * MIB;
}
