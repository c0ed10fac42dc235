import { u64At } from './cells.ts';
import { NVML, succeeded } from './nvmlCodes.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';

/** How busy a process keeps a card; shares from 0 to 1. */
export interface Busy {
  readonly smRatio: number;
  readonly encoderRatio?: number;
  readonly decoderRatio?: number;
}

/** nvmlProcessUtilizationSample_t: pid, time in µs, SM, memory, encoder, decoder in per cent. */
const STRIDE = 32;

/** Samples older than this say nothing of now; the driver samples once a second at least. */
const WINDOW_US = 2_000_000;

/** How long a value holds while the driver has no newer sample of anybody. */
const HOLD_US = 1_500_000;

const IDLE: Busy = { smRatio: 0, encoderRatio: 0, decoderRatio: 0 };

/** Follows the samples of one card. Each card has its own, because their clocks of sampling differ. */
export class ProcessUtilization {
  readonly #count = new Uint32Array(1);
  readonly #countBytes = new Uint8Array(this.#count.buffer);
  #entries = new DataView(new ArrayBuffer(256 * STRIDE));
  #lastSeenUs = 0;
  #held: ReadonlyMap<number, Busy> = new Map();

  /**
   * How busy each process was in its newest sample.
   * @param running processes on the card now; samples of others are ignored.
   * @param nowUs microseconds since 1970, the driver's clock.
   * @returns undefined where the driver does not tell.
   * @throws NvmlSessionError, GpuLostError
   */
  sample(
    nvml: NvmlLibrary,
    handle: bigint,
    running: ReadonlySet<number>,
    nowUs: number,
  ): ((pid: number) => Busy) | undefined {
    // Asked for 0, drivers answer with stale and averaged samples.
    const since = Math.max(this.#lastSeenUs, nowUs - WINDOW_US);
    const code = this.#fill(nvml, handle, since);
    // The driver's way to say that nobody was busy.
    if (code === NVML.notFound) this.#count[0] = 0;
    else if (!succeeded(code)) return undefined;
    const fresh = this.#read(since, running);
    if (fresh.size > 0 || nowUs - this.#lastSeenUs > HOLD_US) this.#held = fresh;
    const held = this.#held;
    return (pid) => held.get(pid) ?? IDLE;
  }

  #fill(nvml: NvmlLibrary, handle: bigint, since: number): number {
    for (;;) {
      const room = this.#entries.byteLength / STRIDE;
      this.#count[0] = room;
      const entries = new Uint8Array(this.#entries.buffer);
      const count = this.#countBytes;
      const code = nvml.call('nvmlDeviceGetProcessUtilization', handle, entries, count, since);
      if (code !== NVML.insufficientSize) return code;
      const wanted = Math.max(this.#count[0] ?? 0, room) * 2;
      this.#entries = new DataView(new ArrayBuffer(wanted * STRIDE));
    }
  }

  /** The newest sample of each process, whatever the order that they come in. */
  #read(since: number, running: ReadonlySet<number>): Map<number, Busy> {
    const view = this.#entries;
    const times = new Map<number, number>();
    const found = new Map<number, Busy>();
    for (let index = 0; index < (this.#count[0] ?? 0); index++) {
      const at = index * STRIDE;
      const pid = view.getUint32(at, true);
      const time = u64At(view, at + 8) ?? 0;
      const smRatio = share(view, at + 16);
      if (time <= since || smRatio === undefined || !running.has(pid)) continue;
      if (time <= (times.get(pid) ?? 0)) continue;
      times.set(pid, time);
      const [encoderRatio, decoderRatio] = [share(view, at + 24), share(view, at + 28)];
      found.set(pid, {
        smRatio,
        ...(encoderRatio !== undefined && { encoderRatio }),
        ...(decoderRatio !== undefined && { decoderRatio }),
      });
    }
    this.#lastSeenUs = Math.max(this.#lastSeenUs, ...times.values());
    return found;
  }
}

/** Per cent as a share; undefined above 100, which drivers fill in for lack of a value. */
function share(view: DataView, offset: number): number | undefined {
  const percent = view.getUint32(offset, true);
  return percent > 100 ? undefined : percent / 100;
}
