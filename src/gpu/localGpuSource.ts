import { mapProcesses } from './attribution/containersOf.ts';
import { OriginFacts } from './attribution/originFacts.ts';
import type { GpuState } from './gpuSnapshot.ts';
import type { GpuSource } from './gpuSource.ts';
import { type NvmlOptions, NvmlThread } from './nvml/nvmlThread.ts';
import { localSmi } from './smi/runSmi.ts';
import type { RunSmi } from './smi/smiRun.ts';
import { SmiSource } from './smi/smiSource.ts';

/** How the GPUs of this machine are read. */
export interface LocalGpuOptions extends NvmlOptions {
  /** Runs nvidia-smi; this machine's own when left out. */
  readonly runSmi?: RunSmi;
}

/** The GPUs of this machine: by the driver's library, else by its nvidia-smi. */
export class LocalGpuSource implements GpuSource {
  readonly #nvml: NvmlThread;
  readonly #smi: SmiSource;
  readonly #origins = new OriginFacts();

  constructor(options: LocalGpuOptions) {
    this.#nvml = new NvmlThread(options);
    this.#smi = new SmiSource(options.runSmi ?? localSmi(), 'nvidia-smi');
  }

  async sample(): Promise<GpuState> {
    const { state, noLibrary } = await this.#nvml.sample();
    // Where the library answers with a reason, nvidia-smi would give the same one.
    if (!noLibrary) return state;
    const bySmi = await this.#sampleBySmi();
    // Without either, what went wrong with the library says more than that there is no program.
    return bySmi.ok || bySmi.unavailable.reason !== 'no-driver' ? bySmi : state;
  }

  async #sampleBySmi(): Promise<GpuState> {
    const state = await this.#smi.sample();
    if (!state.ok) return state;
    const { simulated } = state.snapshot;
    const snapshot = mapProcesses(state.snapshot, (process) => ({
      ...process,
      ...this.#origins.of(process.pid, simulated),
    }));
    this.#origins.forgetOthers();
    return { ok: true, snapshot };
  }

  async rest(): Promise<void> {
    await this.#smi.rest();
    await this.#nvml.rest();
  }
}
