import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { type ExecResult, execOutput } from '../engine/execOutput.ts';
import type { GpuState } from '../gpu/gpuSnapshot.ts';
import type { GpuSource } from '../gpu/gpuSource.ts';
import type { SmiRun } from '../gpu/smi/smiRun.ts';
import { SmiSource } from '../gpu/smi/smiSource.ts';
import { unavailable } from '../gpu/unavailable.ts';
import { bothSentences, sentence } from '../text/sentence.ts';
import { type Probe, type ProbeOptions, startProbe } from './gpuProbe.ts';

/** Exit codes of the engine for a program that is not there or cannot be run. */
const NO_PROGRAM = [126, 127];

/**
 * The GPUs of an engine's host, wherever that is, as nvidia-smi in a container there tells them. The
 * first look starts that container, so the user is asked before; it stays until `rest`.
 */
export class EngineGpuSource implements GpuSource {
  readonly #engine: Engine;
  readonly #smi = new SmiSource((args) => this.#run(args), 'nvidia-smi-container');
  readonly #options: ProbeOptions;
  #probe: Promise<Probe> | undefined;

  constructor(engine: Engine, options: ProbeOptions = {}) {
    this.#engine = engine;
    this.#options = options;
  }

  async sample(): Promise<GpuState> {
    try {
      return await this.#smi.sample();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!(error instanceof EngineError)) throw error;
      const { what, fix } = error;
      // Of the driver nothing is known where the engine cannot look.
      return unavailable(error.reason === 'gpu' ? 'no-driver' : 'engine', bothSentences(what, fix));
    }
  }

  async rest(): Promise<void> {
    const probe = this.#probe;
    this.#probe = undefined;
    await this.#smi.rest();
    const begun = await probe?.catch(() => undefined);
    // Where the engine is away it ends by itself, as its connection has.
    await begun?.end().catch(() => undefined);
  }

  async #run(args: readonly string[]): Promise<SmiRun> {
    const result = await this.#inContainer(['nvidia-smi', ...args]);
    if (!NO_PROGRAM.includes(result.exitCode)) return result;
    throw new EngineError(
      'gpu',
      sentence('The engine starts containers with GPUs, but there is no nvidia-smi in them.'),
      sentence('Check the driver and NVIDIA Container Toolkit on the engine’s host.'),
    );
  }

  /** In the container that is there, or in a new one when somebody has removed it. */
  async #inContainer(command: readonly string[]): Promise<ExecResult> {
    const begun = this.#probe;
    if (begun !== undefined) {
      try {
        return await execOutput(this.#engine, (await begun).id, command);
      } catch (error) {
        if (!(error instanceof EngineError) || error.concernsEngine) throw error;
        this.#probe = undefined;
      }
    }
    this.#probe ??= startProbe(this.#engine, this.#options);
    this.#probe.catch(() => {
      this.#probe = undefined;
    });
    return execOutput(this.#engine, (await this.#probe).id, command);
  }
}
