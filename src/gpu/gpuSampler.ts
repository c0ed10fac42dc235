import type { GpuState } from './gpuSnapshot.ts';
import type { GpuSource } from './gpuSource.ts';
import { unknownFailure } from './unavailable.ts';

/** How the sampler works. */
export interface GpuSamplerOptions {
  /** Milliseconds from one sample to the next; asked for each time, so that a setting may change it. */
  readonly intervalMs?: () => number;
  /** How long after the last listener the source is let go, in milliseconds. */
  readonly restAfterMs?: number;
}

const INTERVAL_MS = 1000;

/** Below this, sampling would cost more than it tells. */
const LEAST_INTERVAL_MS = 100;

/** A view that is hidden and shown again finds the driver still open. */
const REST_AFTER_MS = 5000;

/**
 * Looks at the hardware at an even pace while somebody listens and sleeps otherwise. There is never
 * more than one look at a time, whoever asks for it.
 */
export class GpuSampler {
  readonly #source: GpuSource;
  readonly #intervalMs: () => number;
  readonly #restAfterMs: number;
  readonly #listeners = new Set<(state: GpuState) => void>();
  readonly #observers = new Set<(state: GpuState) => void>();
  #state: GpuState | undefined;
  #look: Promise<GpuState> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dueMs = 0;
  /** Counts awakenings, so that what one began ends with it. */
  #awakening = 0;
  #disposed = false;

  constructor(source: GpuSource, options: GpuSamplerOptions = {}) {
    this.#source = source;
    this.#intervalMs = options.intervalMs ?? (() => INTERVAL_MS);
    this.#restAfterMs = options.restAfterMs ?? REST_AFTER_MS;
  }

  /** What was seen last; undefined before the first look. */
  get state(): GpuState | undefined {
    return this.#state;
  }

  /**
   * Hears of every look, beginning with one now. Listeners do not throw.
   * @returns ends it.
   */
  listen(listener: (state: GpuState) => void): () => void {
    // One function may be given twice, and is then heard twice.
    const own = (state: GpuState): void => listener(state);
    this.#listeners.add(own);
    if (this.#listeners.size === 1 && !this.#disposed) this.#wake();
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) this.#sleep();
    };
  }

  /**
   * Hears of the looks that others cause, and causes none. Observers do not throw.
   * @returns ends it.
   */
  observe(observer: (state: GpuState) => void): () => void {
    const own = (state: GpuState): void => observer(state);
    this.#observers.add(own);
    return () => void this.#observers.delete(own);
  }

  /** Looks once, or waits for the look that goes on. */
  sampleOnce(): Promise<GpuState> {
    if (this.#disposed) return Promise.resolve(unknownFailure('the window is closing'));
    this.#look ??= this.#sample().finally(() => {
      this.#look = undefined;
      if (this.#listeners.size === 0) this.#sleep();
    });
    return this.#look;
  }

  /** Ends all looking. Resolves when the driver is let go. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#listeners.clear();
    this.#observers.clear();
    clearTimeout(this.#timer);
    await this.#look;
    clearTimeout(this.#timer);
    await this.#source.rest();
  }

  async #sample(): Promise<GpuState> {
    let state: GpuState;
    try {
      state = await this.#source.sample();
    } catch (error) {
      state = unknownFailure(error instanceof Error ? error.message : String(error));
    }
    this.#state = state;
    for (const observer of [...this.#observers]) observer(state);
    for (const listener of [...this.#listeners]) listener(state);
    return state;
  }

  #wake(): void {
    clearTimeout(this.#timer);
    this.#dueMs = performance.now();
    void this.#tick(++this.#awakening);
  }

  async #tick(awakening: number): Promise<void> {
    await this.sampleOnce();
    const over = this.#listeners.size === 0 || awakening !== this.#awakening;
    if (over || this.#disposed) return;
    // At an even pace; a look that took too long is not made up for.
    const now = performance.now();
    const interval = Math.max(LEAST_INTERVAL_MS, this.#intervalMs());
    this.#dueMs = Math.max(this.#dueMs + interval, now);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(awakening), this.#dueMs - now);
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    if (this.#disposed) return;
    this.#timer = setTimeout(() => void this.#restNow(), this.#restAfterMs);
    // Nothing has to stay alive for it: what it lets go ends with the process anyway.
    this.#timer.unref();
  }

  async #restNow(): Promise<void> {
    if (this.#look !== undefined) return;
    await this.#source.rest();
  }
}
