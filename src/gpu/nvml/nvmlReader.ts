import type { GpuProcess, GpuState } from '../gpuSnapshot.ts';
import { noDriver } from '../unavailable.ts';
import { explainCode } from './explainCode.ts';
import { NvmlSessionError } from './nvmlCodes.ts';
import { loadNvml, type NoLibrary, type NvmlLibrary } from './nvmlLibrary.ts';
import { NvmlSession } from './nvmlSession.ts';

/** What the library tells, or that it cannot be asked on this machine. */
export interface NvmlAnswer {
  readonly state: GpuState;
  /** Why there is no library to ask, in which case `nvidia-smi` is worth a try. */
  readonly noLibrary?: NoLibrary;
}

/** How a reader works. */
export interface NvmlReaderOptions {
  /** Files of the library to try in turn. */
  readonly files: readonly string[];
  /** Least milliseconds between two tries to reach a driver that is not there. */
  readonly retryMs: number;
}

/** What is known of a process besides what the driver tells. */
export type FactsOfProcess = (pid: number, simulated: boolean) => Partial<GpuProcess>;

/** Reads the cards for as long as it is asked; opens the driver again when it went away. */
export class NvmlReader {
  readonly #options: NvmlReaderOptions;
  readonly #facts: FactsOfProcess;
  #nvml: NvmlLibrary | undefined;
  #session: NvmlSession | undefined;
  #failure: { readonly answer: NvmlAnswer; readonly timeMs: number } | undefined;

  constructor(options: NvmlReaderOptions, facts: FactsOfProcess) {
    this.#options = options;
    this.#facts = facts;
  }

  /** The state of the hardware now. Does not throw for what the driver may do. */
  async sample(): Promise<NvmlAnswer> {
    const failed = this.#failure;
    if (failed && performance.now() - failed.timeMs < this.#options.retryMs) return failed.answer;
    try {
      const session = this.#session ?? (await this.#open());
      if (typeof session === 'string') return this.#fail({ state: noDriver(), noLibrary: session });
      this.#session = session;
      const simulated = this.#nvml?.simulated === true;
      const snapshot = session.sample((pid) => this.#facts(pid, simulated), Date.now());
      this.#failure = undefined;
      return { state: { ok: true, snapshot } };
    } catch (error) {
      if (!(error instanceof NvmlSessionError)) throw error;
      this.close();
      return this.#fail({ state: explainCode(error.code) });
    }
  }

  /** Lets the driver and its library go; a later sample opens them again. */
  close(): void {
    this.#session?.close();
    this.#session = undefined;
    this.#nvml?.unload();
    this.#nvml = undefined;
  }

  async #open(): Promise<NvmlSession | NoLibrary> {
    const nvml = await loadNvml(this.#options.files);
    if (typeof nvml === 'string') return nvml;
    this.#nvml = nvml;
    return new NvmlSession(nvml);
  }

  #fail(answer: NvmlAnswer): NvmlAnswer {
    this.#failure = { answer, timeMs: performance.now() };
    return answer;
  }
}
