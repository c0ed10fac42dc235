/** How a tier ended. */
export interface TierResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** For the summary: what was skipped and why, how long it took. */
  readonly notes: readonly string[];
}

/** Tests that need the same means. */
export interface Tier {
  readonly name: string;
  /** Why this tier cannot run here; undefined when it can. */
  readonly missing?: () => string | undefined;
  /** @param only pattern that a test's name must match. */
  readonly run: (only: string | undefined) => Promise<TierResult>;
}
