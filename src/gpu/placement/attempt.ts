import type { PlacementRequest } from './request.ts';
import type { Reservation } from './reservations.ts';
import type { PlacementUnit } from './units.ts';

/** Something near to what was asked for that would fit. */
export type Nearest =
  /** Another card or slice has room for all of it. */
  | { readonly kind: 'elsewhere'; readonly unit: PlacementUnit; readonly freeBytes: number }
  /** All cards and slices together have room for all of it. */
  | { readonly kind: 'anywhere'; readonly count: number }
  /** Every replica with this budget; on other cards and slices than asked for where `anywhere` counts all. */
  | { readonly kind: 'vram'; readonly bytes: number; readonly anywhere?: number }
  /** Without a budget: nobody tells how much memory there is. */
  | { readonly kind: 'no-budget'; readonly unit: PlacementUnit }
  /** Fewer replicas. */
  | { readonly kind: 'replicas'; readonly count: number }
  /** All of it, once these containers have ended. */
  | {
      readonly kind: 'without';
      /** At least one. */
      readonly reservations: readonly Reservation[];
      /** Where they are. */
      readonly units: readonly PlacementUnit[];
    };

/** What placing has found out. */
export interface Attempt {
  readonly all: readonly PlacementUnit[];
  /** Those that the request allows. */
  readonly units: readonly PlacementUnit[];
  readonly reservations: readonly Reservation[];
  readonly request: PlacementRequest;
  readonly placed: number;
}
