import type { GpuState } from './gpuSnapshot.ts';
import type { GpuSource } from './gpuSource.ts';

/** Reads wherever the right place is at the moment, and lets the last place go when that changes. */
export class SwitchingSource implements GpuSource {
  readonly #choose: () => Promise<GpuSource>;
  #current: GpuSource | undefined;

  /** @param choose the source for the next look; the same one as long as nothing has changed. */
  constructor(choose: () => Promise<GpuSource>) {
    this.#choose = choose;
  }

  async sample(): Promise<GpuState> {
    const next = await this.#choose();
    if (next !== this.#current) {
      const last = this.#current;
      this.#current = next;
      await last?.rest();
    }
    return next.sample();
  }

  async rest(): Promise<void> {
    await this.#current?.rest();
  }
}
