import type { GpuSnapshot } from '../gpuSnapshot.ts';
import { identityOf, processesIn } from './containersOf.ts';

/** After the engine could not be asked, it is asked again this much later; each time twice as much. */
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 16_000;

/**
 * Asks the engine for its containers when a process is on a card that may be in one that nobody has
 * told of yet. So nothing is asked for containers that use no card, nor twice for one process.
 */
export class UnknownContainers {
  readonly #refresh: () => Promise<void>;
  #asked: ReadonlySet<string> = new Set();
  #failedMs = Number.NEGATIVE_INFINITY;
  #retryMs = FIRST_RETRY_MS;

  /** @param refresh asks the engine. */
  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  /** Whether the engine has not answered when it was last asked. */
  get failed(): boolean {
    return this.#failedMs > 0;
  }

  /**
   * @param running ids of the containers that are known.
   * @returns when the engine has been asked; undefined when there is nothing to ask.
   */
  look(snapshot: GpuSnapshot, running: () => ReadonlySet<string>): Promise<void> | undefined {
    const known = running();
    const unknown = processesIn(snapshot).filter(
      ({ cgroupIds }) =>
        cgroupIds === undefined || (cgroupIds.length > 0 && !cgroupIds.some((id) => known.has(id))),
    );
    const now = new Set(unknown.map(identityOf));
    const news = [...now].some((identity) => !this.#asked.has(identity));
    if (!news) this.#asked = now;
    if (!news || performance.now() - this.#failedMs < this.#retryMs) return undefined;
    return this.#ask(now);
  }

  async #ask(now: ReadonlySet<string>): Promise<void> {
    try {
      await this.#refresh();
      this.#asked = now;
      this.#failedMs = Number.NEGATIVE_INFINITY;
      this.#retryMs = FIRST_RETRY_MS;
    } catch {
      // That the engine is away is shown elsewhere; processes are nobody's as long as it is.
      if (this.failed) this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS);
      this.#failedMs = performance.now();
    }
  }
}
