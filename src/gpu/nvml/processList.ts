import { u64At } from './cells.ts';
import { NVML, succeeded } from './nvmlCodes.ts';
import type { NvmlFunction, NvmlLibrary } from './nvmlLibrary.ts';

/** A process as the driver lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly vramBytes: number | undefined;
  /** Instances under MIG; undefined elsewhere, and where the driver is too old to tell. */
  readonly gpuInstance: number | undefined;
  readonly computeInstance: number | undefined;
}

/** What processes use a card for; one may appear under several. */
const KINDS = ['Compute', 'Graphics', 'MPSCompute'] as const;

/** Generations of the calls, the newest first, with the bytes of an entry. */
const GENERATIONS = [
  { suffix: '_v3', stride: 24 },
  { suffix: '_v2', stride: 24 },
  { suffix: '', stride: 16 },
] as const;

/** Drivers 535.43 to 535.85 have a fifth field in what `_v3` fills in. */
const QUIRK_STRIDE = 32;
const NO_INSTANCE = 0xffffffff;

/** Asks the driver who is on a card or slice. */
export class ProcessLister {
  readonly #nvml: NvmlLibrary;
  readonly #strideOfV3: number;
  readonly #count = new Uint32Array(1);
  readonly #countBytes = new Uint8Array(this.#count.buffer);
  /** Room for entries of any layout. */
  #entries = new DataView(new ArrayBuffer(128 * QUIRK_STRIDE));
  /** The generation that worked for each kind: older drivers stay old. */
  readonly #generations = new Map<string, number>();

  constructor(nvml: NvmlLibrary, driverVersion: string | undefined) {
    this.#nvml = nvml;
    this.#strideOfV3 = hasQuirk(driverVersion) ? QUIRK_STRIDE : GENERATIONS[0].stride;
  }

  /**
   * All processes on a card or slice, each once.
   * @returns undefined where the driver does not tell.
   * @throws NvmlSessionError, GpuLostError
   */
  list(handle: bigint): ListedProcess[] | undefined {
    const lists = KINDS.map((kind) => this.#listKind(kind, handle));
    if (lists.every((list) => list === undefined)) return undefined;
    const found = new Map<string, ListedProcess>();
    for (const process of lists.flatMap((list) => list ?? [])) {
      const key = `${process.pid}/${process.gpuInstance}/${process.computeInstance}`;
      const known = found.get(key);
      // One that computes and draws is in two lists, with what it holds in all.
      if (!known || (process.vramBytes ?? -1) > (known.vramBytes ?? -1)) found.set(key, process);
    }
    return [...found.values()];
  }

  #listKind(kind: (typeof KINDS)[number], handle: bigint): ListedProcess[] | undefined {
    for (let at = this.#generations.get(kind) ?? 0; at < GENERATIONS.length; at++) {
      const { suffix, stride } = GENERATIONS[at] ?? GENERATIONS[0];
      const name: NvmlFunction = `nvmlDeviceGet${kind}RunningProcesses${suffix}`;
      const code = this.#fill(name, handle);
      if (code === NVML.functionNotFound) continue;
      this.#generations.set(kind, at);
      return succeeded(code) ? this.#read(at === 0 ? this.#strideOfV3 : stride) : undefined;
    }
    this.#generations.set(kind, GENERATIONS.length);
    return undefined;
  }

  /** Calls with more room until all entries fit; processes may start meanwhile. */
  #fill(name: NvmlFunction, handle: bigint): number {
    for (;;) {
      const room = this.#entries.byteLength / QUIRK_STRIDE;
      this.#count[0] = room;
      const entries = new Uint8Array(this.#entries.buffer);
      const code = this.#nvml.call(name, handle, this.#countBytes, entries);
      if (code !== NVML.insufficientSize) return code;
      const wanted = Math.max(this.#count[0] ?? 0, room) * 2;
      this.#entries = new DataView(new ArrayBuffer(wanted * QUIRK_STRIDE));
    }
  }

  #read(stride: number): ListedProcess[] {
    const view = this.#entries;
    const instance = (offset: number): number | undefined => {
      if (stride < 24) return undefined;
      const id = view.getUint32(offset, true);
      return id === NO_INSTANCE ? undefined : id;
    };
    return Array.from({ length: this.#count[0] ?? 0 }, (_, index) => {
      const at = index * stride;
      return {
        pid: view.getUint32(at, true),
        vramBytes: u64At(view, at + 8),
        gpuInstance: instance(at + 16),
        computeInstance: instance(at + 20),
      };
    });
  }
}

function hasQuirk(driverVersion = ''): boolean {
  const [major, minor] = driverVersion.split('.').map(Number);
  return major === 535 && minor !== undefined && minor >= 43 && minor <= 85;
}
