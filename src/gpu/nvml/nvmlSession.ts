import type { GpuDevice, GpuProcess, GpuSnapshot } from '../gpuSnapshot.ts';
import { known } from '../known.ts';
import { CardReader, type ProcessFacts } from './cardReader.ts';
import { readHandle, readText, readU32 } from './cells.ts';
import { GpuLostError, NVML, NvmlSessionError } from './nvmlCodes.ts';
import type { NvmlLibrary } from './nvmlLibrary.ts';
import { ProcessLister } from './processList.ts';

/** The library from its initialisation on, until the driver goes away or is let go. */
export class NvmlSession {
  readonly #nvml: NvmlLibrary;
  readonly #driverVersion: string | undefined;
  readonly #cards: readonly CardReader[];
  /** Names by pid, of processes that are on a card. */
  #names = new Map<number, string | undefined>();

  /** @throws NvmlSessionError when the driver refuses. */
  constructor(nvml: NvmlLibrary) {
    this.#nvml = nvml;
    const code = nvml.call('nvmlInit_v2');
    if (code !== NVML.success) throw new NvmlSessionError(code);
    try {
      this.#driverVersion = readText(nvml, 'nvmlSystemGetDriverVersion', []);
      this.#cards = this.#openCards(new ProcessLister(nvml, this.#driverVersion));
    } catch (error) {
      nvml.call('nvmlShutdown');
      throw error;
    }
  }

  /**
   * All cards as they are now.
   * @param facts what is known of a process besides.
   * @throws NvmlSessionError when the driver has gone, or no card answers any more.
   */
  sample(facts: ProcessFacts, nowMs: number): GpuSnapshot {
    const names = new Map<number, string | undefined>();
    const told = new Map<number, Partial<GpuProcess>>();
    const tell: ProcessFacts = (pid) => {
      const before = told.get(pid);
      if (before) return before;
      const name = this.#nameOf(pid);
      names.set(pid, name);
      const all = { ...(name !== undefined && { name }), ...facts(pid) };
      told.set(pid, all);
      return all;
    };
    const devices = this.#cards.map((card): GpuDevice => card.read(tell, nowMs));
    this.#names = names;
    if (devices.length > 0 && devices.every(({ lost }) => lost)) {
      throw new NvmlSessionError(NVML.gpuIsLost);
    }
    return {
      time: nowMs,
      source: 'nvml',
      simulated: this.#nvml.simulated,
      ...known({ driverVersion: this.#driverVersion }),
      devices,
    };
  }

  /** Lets the driver go, so that a card may sleep. */
  close(): void {
    for (const card of this.#cards) card.close();
    this.#nvml.call('nvmlShutdown');
  }

  #openCards(lister: ProcessLister): CardReader[] {
    const count = readU32(this.#nvml, 'nvmlDeviceGetCount_v2', []) ?? 0;
    const cards: CardReader[] = [];
    let refusal: number | undefined;
    for (let index = 0; index < count; index++) {
      try {
        const handle = readHandle(this.#nvml, 'nvmlDeviceGetHandleByIndex_v2', [index]);
        if (handle === undefined) refusal ??= NVML.noPermission;
        else cards.push(new CardReader(this.#nvml, index, handle, lister));
      } catch (error) {
        if (!(error instanceof GpuLostError)) throw error;
        refusal = NVML.gpuIsLost;
      }
    }
    // Cards that may not be seen are left out as long as others may.
    if (cards.length === 0 && refusal !== undefined) throw new NvmlSessionError(refusal);
    return cards;
  }

  /** A process keeps its name for as long as it is seen. */
  #nameOf(pid: number): string | undefined {
    if (this.#names.has(pid)) return this.#names.get(pid);
    const name = readText(this.#nvml, 'nvmlSystemGetProcessName', [pid]);
    return name === '' ? undefined : name;
  }
}
