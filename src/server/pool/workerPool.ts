import workerpool from 'workerpool';
import type { ErrorCode } from '../../contract/errors.ts';
import { STATUS_OF } from '../../contract/errors.ts';
import type { Prediction, PredictOptions } from '../../vision/types.ts';
import type { Load, LoadedModel, Predictor, PredictorState, RawTensor } from '../predictor.ts';
import { ServerError } from '../serverError.ts';
import type { Outcome, WorkerMethods, WorkerSettings } from './protocol.ts';

/** How the pool is run. */
export interface PoolOptions {
  readonly settings: WorkerSettings;
  /** Path of the script that calls `serveWorker`. */
  readonly script: string;
  /** Most pictures that wait for a worker; beyond it requests are refused at once. */
  readonly queue: number;
  /** Milliseconds that one picture may take in a worker before the worker is replaced. */
  readonly timeoutMs: number;
}

/** Codes that workers report and the contract knows; anything else is a failed inference. */
function toServerError({ code, message }: { code: string; message: string }): ServerError {
  return new ServerError(code in STATUS_OF ? (code as ErrorCode) : 'inference_failed', message);
}

/** A `Predictor` on worker threads: one picture a worker at a time, the rest in a bounded queue. */
export class WorkerPool implements Predictor {
  #state: PredictorState = { phase: 'starting', since: Date.now() };
  readonly #pool: workerpool.Pool;
  readonly #options: PoolOptions;
  /** Resolves when the model is ready or has failed; never rejects. */
  readonly settled: Promise<void>;
  #closing = false;
  /** Exponential mean of the seconds that a task takes, for Retry-After. */
  #taskSeconds = 0.1;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { workers } = options.settings;
    this.#pool = workerpool.pool(options.script, {
      workerType: 'thread',
      minWorkers: workers,
      maxWorkers: workers,
      workerThreadOpts: { workerData: options.settings },
    });
    this.settled = this.#start(workers);
  }

  get state(): PredictorState {
    return this.#state;
  }

  get load(): Load {
    const { activeTasks, pendingTasks } = this.#pool.stats();
    return { active: activeTasks, queued: pendingTasks, capacity: this.#options.queue };
  }

  predict(image: Uint8Array, options: Partial<PredictOptions>): Promise<Prediction> {
    return this.#ask('predict', [image, options]);
  }

  infer(inputs: readonly RawTensor[], outputs?: readonly string[]): Promise<readonly RawTensor[]> {
    return this.#ask('infer', [inputs, outputs]);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#pool.terminate();
  }

  /** Waits until every worker is warm: as many questions as workers occupy each of them once. */
  async #start(workers: number): Promise<void> {
    try {
      const asked = Array.from({ length: workers }, () => this.#exec('describe', []));
      const [model] = await Promise.all(asked);
      this.#state = { phase: 'ready', model: model as LoadedModel };
    } catch (error) {
      this.#state = { phase: 'failed', error: error as Error };
      // Nothing will be asked of the workers any more; the server goes on saying why.
      await Promise.resolve(this.#pool.terminate(true)).catch(() => undefined);
    }
  }

  async #ask<M extends 'predict' | 'infer'>(
    method: M,
    parameters: Parameters<WorkerMethods[M]>,
  ): Promise<Value<M>> {
    if (this.#closing)
      throw new ServerError('stopping', 'The server is stopping.', { retryAfter: 1 });
    if (this.#state.phase === 'starting') {
      throw new ServerError('starting', 'The model is still loading.', { retryAfter: 1 });
    }
    if (this.#state.phase === 'failed') {
      throw new ServerError('model_failed', this.#state.error.message);
    }
    const { queued, capacity } = this.load;
    if (queued >= capacity) {
      const seconds = (queued * this.#taskSeconds) / this.#options.settings.workers;
      throw new ServerError(
        'queue_full',
        `The server is busy: ${queued} pictures are already waiting. Try again later.`,
        { retryAfter: Math.max(1, Math.ceil(seconds)) },
      );
    }
    const start = performance.now();
    try {
      return await this.#exec(method, parameters, this.#options.timeoutMs);
    } finally {
      this.#taskSeconds += ((performance.now() - start) / 1000 - this.#taskSeconds) * 0.05;
    }
  }

  async #exec<M extends keyof WorkerMethods>(
    method: M,
    parameters: Parameters<WorkerMethods[M]>,
    timeoutMs?: number,
  ): Promise<Value<M>> {
    const task = this.#pool.exec(method, [...parameters]);
    let outcome: Outcome<Value<M>>;
    try {
      outcome = (await (timeoutMs === undefined
        ? task
        : task.timeout(timeoutMs))) as typeof outcome;
    } catch (error) {
      if (error instanceof workerpool.Promise.TimeoutError) {
        throw new ServerError(
          'timeout',
          `The picture took longer than ${(timeoutMs ?? 0) / 1000} s and was given up.`,
          { cause: error },
        );
      }
      throw new ServerError(
        'worker_lost',
        'The worker that had this picture ended unexpectedly and was replaced. Try again.',
        { cause: error, retryAfter: 1 },
      );
    }
    if (!outcome.ok) throw toServerError(outcome);
    return outcome.value;
  }
}

type Value<M extends keyof WorkerMethods> =
  Awaited<ReturnType<WorkerMethods[M]>> extends Outcome<infer T> ? T : never;
