import { readHandle } from './cells.ts';
import { NVML, succeeded } from './nvmlCodes.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';

/** NVML_GPM_METRIC_SM_UTIL: share of SMs that were busy, in per cent. */
const SM_UTIL = 2;
const GPM_VERSION = 1;

/** nvmlGpmMetricsGet_t: version, count, two samples, metrics of 40 bytes; with room to spare. */
const METRICS_AT = 24;
const METRICS_BYTES = METRICS_AT + 400 * 40;

/** Samples must lie more than 100 ms apart. */
const LEAST_MS = 120;

/** The two samples of one GPU instance between which its use is measured. */
interface Pair {
  older: bigint;
  newer: bigint;
  takenMs: number | undefined;
  ratio: number | undefined;
}

/**
 * How busy the slices of one card are, by its performance counters (Hopper and later; elsewhere
 * nothing tells it under MIG).
 */
export class GpmSampler {
  readonly #nvml: NvmlLibrary;
  readonly #card: bigint;
  readonly #supported: boolean;
  readonly #pairs = new Map<number, Pair>();
  readonly #metrics = new Uint8Array(METRICS_BYTES);

  constructor(nvml: NvmlLibrary, card: bigint) {
    this.#nvml = nvml;
    this.#card = card;
    const support = new Uint32Array([GPM_VERSION, 0]);
    const code = nvml.call('nvmlGpmQueryDeviceSupport', card, new Uint8Array(support.buffer));
    this.#supported = code === NVML.success && support[1] === 1;
  }

  /**
   * Share of a GPU instance's SMs that were busy since the last time, 0–1.
   * @param nowMs any clock that only goes forward.
   * @returns undefined the first time, and where the card does not measure it.
   */
  smRatio(gpuInstance: number, nowMs: number): number | undefined {
    const pair = this.#supported ? this.#pairOf(gpuInstance) : undefined;
    if (!pair) return undefined;
    if (pair.takenMs !== undefined && nowMs - pair.takenMs < LEAST_MS) return pair.ratio;
    [pair.older, pair.newer] = [pair.newer, pair.older];
    const code = this.#nvml.call('nvmlGpmMigSampleGet', this.#card, gpuInstance, pair.newer);
    const first = pair.takenMs === undefined;
    pair.takenMs = succeeded(code) ? nowMs : undefined;
    pair.ratio = first || pair.takenMs === undefined ? undefined : this.#between(pair);
    return pair.ratio;
  }

  /** Frees the samples. */
  close(): void {
    for (const { older, newer } of this.#pairs.values()) {
      this.#nvml.call('nvmlGpmSampleFree', older);
      this.#nvml.call('nvmlGpmSampleFree', newer);
    }
    this.#pairs.clear();
  }

  #pairOf(gpuInstance: number): Pair | undefined {
    const known = this.#pairs.get(gpuInstance);
    if (known) return known;
    const older = readHandle(this.#nvml, 'nvmlGpmSampleAlloc', []);
    const newer = readHandle(this.#nvml, 'nvmlGpmSampleAlloc', []);
    if (older === undefined || newer === undefined) return undefined;
    const pair = { older, newer, takenMs: undefined, ratio: undefined };
    this.#pairs.set(gpuInstance, pair);
    return pair;
  }

  #between({ older, newer }: Pair): number | undefined {
    const view = new DataView(this.#metrics.buffer);
    view.setUint32(0, GPM_VERSION, true);
    view.setUint32(4, 1, true);
    view.setBigUint64(8, older, true);
    view.setBigUint64(16, newer, true);
    view.setUint32(METRICS_AT, SM_UTIL, true);
    if (!succeeded(this.#nvml.call('nvmlGpmMetricsGet', this.#metrics))) return undefined;
    if (view.getInt32(METRICS_AT + 4, true) !== NVML.success) return undefined;
    const percent = view.getFloat64(METRICS_AT + 8, true);
    return percent >= 0 && percent <= 100 ? percent / 100 : undefined;
  }
}
