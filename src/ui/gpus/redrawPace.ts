/** How often figures are drawn anew, in milliseconds. */
const CALM_MS = 5000;

/** How long a tooltip can be read, in milliseconds. */
const READING_MS = 10_000;

/**
 * How often figures that change all the time are drawn anew: VS Code closes a tooltip whose row is drawn,
 * and one that is about to open does not.
 */
export class RedrawPace {
  readonly #now: () => number;
  #calmUntil = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of a clock that only goes forwards. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Whether to draw now what has changed; what is not drawn is asked about again later. A yes begins a
   * calm.
   * @param urgent more than figures: what is there, what can be done with it, or a warning.
   */
  allows(urgent: boolean): boolean {
    const now = this.#now();
    if (!urgent && now < this.#calmUntil) return false;
    this.#calmUntil = now + CALM_MS;
    return true;
  }

  /** Somebody reads a tooltip from now on. */
  reading(): void {
    this.#calmUntil = this.#now() + READING_MS;
  }
}
