import { neededOn, type VramRequest } from './request.ts';
import { type Reservation, takenIn } from './reservations.ts';
import type { PlacementUnit } from './units.ts';

/** Keeps account of the memory of all pools while replicas are placed. */
export class Room {
  readonly #taken: Map<string, number>;
  /** Containers on each unit. */
  readonly #containers = new Map<string, number>();
  /** Of them, those placed here. */
  readonly #placed = new Map<string, number>();

  constructor(units: readonly PlacementUnit[], reservations: readonly Reservation[]) {
    this.#taken = takenIn(units, reservations);
    for (const { uuid, leaving } of reservations) {
      if (leaving) continue;
      this.#containers.set(uuid, (this.#containers.get(uuid) ?? 0) + 1);
    }
  }

  /** Bytes that nobody uses or has been promised, below 0 when overcommitted; undefined if unknown. */
  free({ pool, capacityBytes }: PlacementUnit): number | undefined {
    return capacityBytes === undefined ? undefined : capacityBytes - (this.#taken.get(pool) ?? 0);
  }

  /** Whether a replica fits. Without a budget it always does. */
  fits(unit: PlacementUnit, vram: VramRequest | undefined): boolean {
    const needed = neededOn(unit, vram);
    const free = this.free(unit);
    return needed === 0 || (needed !== undefined && free !== undefined && needed <= free);
  }

  /** Containers on a unit, and how many of them were placed here. */
  containersOn({ uuid }: PlacementUnit): { readonly all: number; readonly placed: number } {
    const placed = this.#placed.get(uuid) ?? 0;
    return { all: (this.#containers.get(uuid) ?? 0) + placed, placed };
  }

  /** Gives a unit's memory to a replica. */
  take({ uuid, pool }: PlacementUnit, bytes: number): void {
    this.#taken.set(pool, (this.#taken.get(pool) ?? 0) + bytes);
    this.#placed.set(uuid, (this.#placed.get(uuid) ?? 0) + 1);
  }
}
