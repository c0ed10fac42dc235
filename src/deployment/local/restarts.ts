/** How often and how fast a server that dies is started again. */
export interface RestartPolicy {
  /** Milliseconds before the first restart; doubled for each further one. */
  readonly firstDelayMs: number;
  /** Restarts in a row before giving up. */
  readonly most: number;
  /** Milliseconds of service after which deaths are forgiven. */
  readonly forgivenAfterMs: number;
}

/** 0.25, 0.5, 1 and 2 s: a person who waits learns within four seconds that it is hopeless. */
export const USUAL_RESTARTS: RestartPolicy = {
  firstDelayMs: 250,
  most: 4,
  forgivenAfterMs: 60_000,
};

/**
 * Counts deaths in a row. After giving up, a start that somebody asks for is tried once: only time
 * in service forgives.
 */
export class Restarts {
  readonly #policy: RestartPolicy;
  #deaths = 0;
  #readySince: number | undefined;

  constructor(policy: RestartPolicy) {
    this.#policy = policy;
  }

  /** The server became ready. */
  ready(): void {
    this.#readySince = performance.now();
  }

  /** The server died. Returns the milliseconds to wait before the next start; undefined to give up. */
  died(): number | undefined {
    const { firstDelayMs, most, forgivenAfterMs } = this.#policy;
    const served = this.#readySince === undefined ? 0 : performance.now() - this.#readySince;
    this.#readySince = undefined;
    if (served >= forgivenAfterMs) this.#deaths = 0;
    this.#deaths++;
    return this.#deaths > most ? undefined : firstDelayMs * 2 ** (this.#deaths - 1);
  }
}
