import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node';
import type { Runtime } from './runtime.ts';
import { loadRuntime } from './runtime.ts';

/** How a network is run. */
export interface NetworkOptions {
  /** Execution providers in order of preference: `cpu`, `cuda`, `tensorrt`. */
  readonly providers: readonly string[];
  /** Threads inside one inference. */
  readonly threads: number;
  /**
   * Whether idle threads spin for work. Spinning saves wake-ups (a few per cent of latency) but
   * burns the cores that another inference, or decoding, could use.
   */
  readonly spinning: boolean;
}

/** An input tensor: element type as ONNX Runtime names it, matching array, shape. */
export interface NetworkInput {
  readonly type: Tensor.Type;
  readonly data: Tensor.DataType;
  readonly shape: readonly number[];
}

/** A loaded network, without any knowledge of pictures. `run` blocks its thread. */
export class Network {
  readonly #runtime: Runtime;
  readonly #session: InferenceSession;

  private constructor(runtime: Runtime, session: InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
  }

  /** Opens an ONNX file; external data is found beside it. Rejects with ONNX Runtime's error. */
  static async open(path: string, options: NetworkOptions): Promise<Network> {
    const runtime = await loadRuntime();
    const session = await runtime.InferenceSession.create(path, {
      executionProviders: [...options.providers],
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // 4: nothing; errors are thrown.
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: options.spinning ? '1' : '0' } } },
    });
    return new Network(runtime, session);
  }

  /** Names of the inputs in graph order. */
  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  /** Names of the outputs in graph order. */
  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * Runs once and returns the outputs by name, all of them when `outputs` is absent. Rejects with
   * ONNX Runtime's error.
   */
  async run(
    inputs: Readonly<Record<string, NetworkInput>>,
    outputs?: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>> {
    const feeds: Record<string, OnnxValue> = {};
    for (const [name, { type, data, shape }] of Object.entries(inputs)) {
      feeds[name] = new this.#runtime.Tensor(type, data, shape);
    }
    const results = outputs
      ? await this.#session.run(feeds, [...outputs])
      : await this.#session.run(feeds);
    return results as Record<string, Tensor>;
  }

  /** Releases the network's memory; it cannot run afterwards. */
  async close(): Promise<void> {
    await this.#session.release();
  }
}
