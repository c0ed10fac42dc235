import { setTimeout as sleep } from 'node:timers/promises';

/** A worker that replaces another cannot hold the model that the server began with. */
class ModelLostError extends Error {
  readonly code = 'model_failed';
}

/** How often a replacing worker tries to load the model before it answers that it cannot. */
const TRIES = 3;
/** Milliseconds between: a worker that is busy trying takes no requests from those that work. */
const PAUSE_MS = 500;

/**
 * The model of one worker, loaded at once. In the server's first workers a failure is final; one
 * that replaces another tries again, and anew for every question.
 */
export class HeldModel<T> {
  readonly #load: () => Promise<T>;
  readonly #replaces: boolean;
  #loaded: Promise<T> | undefined;

  constructor(load: () => Promise<T>, replaces: boolean) {
    this.#load = load;
    this.#replaces = replaces;
    void this.get();
  }

  /** @throws ModelLostError in a worker that replaces another; else what loading threw. */
  get(): Promise<T> {
    if (this.#loaded !== undefined) return this.#loaded;
    const loaded = this.#replaces ? this.#loadAgain() : this.#load();
    this.#loaded = loaded;
    // Whoever asks gets the reason; until then a failure must not end the thread.
    loaded.catch(() => {
      if (this.#replaces) this.#loaded = undefined;
    });
    return loaded;
  }

  async #loadAgain(): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#load();
      } catch (error) {
        if (attempt === TRIES) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new ModelLostError(`The model cannot be loaded again: ${reason}`, { cause: error });
        }
        await sleep(PAUSE_MS);
      }
    }
  }
}
