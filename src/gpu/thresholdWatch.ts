/** How full something is: a budget, a card, a slice. */
export interface Level {
  /** Stable name. */
  readonly key: string;
  /** Bytes; of a level that is not told, there is none. */
  readonly used: number;
  readonly of: number;
}

/** When a level counts as too high. */
export interface Threshold {
  /** Share, 0–1. */
  readonly above: number;
  /** How long it has to be above, in milliseconds. */
  readonly forMs: number;
  /** A longer pause than this between two looks proves nothing of the time between, in milliseconds. */
  readonly gapMs: number;
}

/** A level has to fall this far below the threshold before it can be too high again. */
export const HYSTERESIS = 0.05;

/** A level that was not too high and is not told for so long is forgotten, in milliseconds. */
const FORGET_MS = 30_000;

interface Kept {
  /** Since when it is above without a break; undefined below. */
  since: number | undefined;
  /** The threshold that it was told to be above; undefined while that may be told. */
  raised: number | undefined;
  seen: number;
}

/**
 * Tells which levels have been above a threshold for long enough, each once: not again before it has
 * fallen well below.
 */
export class ThresholdWatch {
  readonly #kept = new Map<string, Kept>();

  /**
   * Takes in one look at the levels.
   * @param now milliseconds, never running backwards.
   * @returns those that are too high from now on.
   */
  look<L extends Level>(
    levels: readonly L[],
    { above, forMs, gapMs }: Threshold,
    now: number,
  ): L[] {
    const rising: L[] = [];
    for (const level of levels) {
      if (!(level.of > 0)) continue;
      const kept = this.#kept.get(level.key) ?? { since: undefined, raised: undefined, seen: now };
      this.#kept.set(level.key, kept);
      const unbroken = now - kept.seen <= gapMs;
      kept.seen = now;
      const share = level.used / level.of;
      if (share <= above) {
        kept.since = undefined;
        // To one that was set higher since, it has not been above yet.
        if (share < above - HYSTERESIS || above > (kept.raised ?? above)) kept.raised = undefined;
        continue;
      }
      if (kept.since === undefined || !unbroken) kept.since = now;
      if (kept.raised !== undefined || now - kept.since < forMs) continue;
      kept.raised = above;
      rising.push(level);
    }
    for (const [key, { seen, raised }] of this.#kept) {
      if (raised === undefined && now - seen > Math.max(FORGET_MS, gapMs)) this.#kept.delete(key);
    }
    return rising;
  }
}
