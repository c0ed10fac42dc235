import { setTimeout as delay } from 'node:timers/promises';
import workerpool from 'workerpool';
import type { ErrorCode } from '../../contract/errors.ts';
import { STATUS_OF } from '../../contract/errors.ts';
import type { Prediction, PredictOptions } from '../../vision/types.ts';
import type { Load, LoadedModel, Predictor, PredictorState, RawTensor } from '../predictor.ts';
import { ServerError } from '../serverError.ts';
import type { Outcome, WorkerMethods, WorkerSettings } from './protocol.ts';
import { WaitingTasks } from './waitingTasks.ts';

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

/** How often a task is given to another worker when the one that had it ended before beginning. */
const ATTEMPTS = 3;

/** Milliseconds between attempts to get the model back after a replaced worker could not load it. */
const RECOVER_MS = 2_000;

/** Milliseconds that idle workers get to end in; the process ends in any case. */
const END_MS = 2_000;

/** A worker ended while a task was assigned to it. */
class LostWorker extends Error {
  /** Whether the worker had taken the task up, so that the task may be the cause. */
  readonly begun: boolean;

  constructor(begun: boolean, cause: unknown) {
    super(cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), { cause });
    this.begun = begun;
  }
}

/** A `Predictor` on worker threads: one picture a worker at a time, the rest in a bounded queue. */
export class WorkerPool implements Predictor {
  readonly settled: Promise<void>;
  #state: PredictorState = { phase: 'starting', since: Date.now() };
  readonly #waiting = new WaitingTasks();
  readonly #pool: workerpool.Pool;
  readonly #options: PoolOptions;
  /** What new workers are told; the model's hash is added once it is known. */
  readonly #settings: WorkerSettings;
  /** What was accepted and is not answered yet. */
  readonly #accepted = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;
  /** Exponential mean of the seconds that a worker needs for a task, for Retry-After. */
  #taskSeconds = 0.1;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { workers } = options.settings;
    this.#settings = { ...options.settings, timeoutMs: options.timeoutMs };
    this.#pool = workerpool.pool(options.script, {
      workerType: 'thread',
      minWorkers: workers,
      maxWorkers: workers,
      queueStrategy: this.#waiting,
      workerThreadOpts: { workerData: this.#settings },
    });
    this.settled = this.#start(workers);
  }

  get state(): PredictorState {
    return this.#state;
  }

  get load(): Load {
    const { activeTasks } = this.#pool.stats();
    return { active: activeTasks, queued: this.#waiting.size(), capacity: this.#options.queue };
  }

  predict(
    image: Uint8Array,
    options: Partial<PredictOptions>,
    signal?: AbortSignal,
  ): Promise<Prediction> {
    return this.#accept('predict', [ofItsOwn(image), options], signal);
  }

  infer(
    inputs: readonly RawTensor[],
    outputs?: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly RawTensor[]> {
    const own = inputs.map((input) => ({ ...input, data: ofItsOwn(input.data) }));
    return this.#accept('infer', [own, outputs], signal);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#accepted);
    await this.#end(this.#state.phase === 'starting');
  }

  /** Ends the workers. Bounded, because workerpool waits for ever for one that ended by itself. */
  async #end(force: boolean): Promise<void> {
    const ended = Promise.resolve(this.#pool.terminate(force)).catch(() => undefined);
    await Promise.race([ended, delay(END_MS, undefined, { ref: false })]);
  }

  /** Waits until every worker is warm: as many questions as workers occupy each of them once. */
  async #start(workers: number): Promise<void> {
    try {
      const model = await this.#describe(workers);
      this.#settings.sha256 = model.sha256;
      this.#state = { phase: 'ready', model };
    } catch (thrown) {
      if (this.#closed !== undefined) return;
      const error =
        thrown instanceof LostWorker
          ? new Error(`The worker that loads the model ended unexpectedly: ${thrown.message}.`)
          : (thrown as Error);
      this.#state = { phase: 'failed', error };
      // Nothing will be asked of the workers any more; the server goes on saying why.
      await this.#end(true);
    }
  }

  /** Asks every worker what it holds; waits for those that load. */
  async #describe(workers: number): Promise<LoadedModel> {
    const asked = Array.from({ length: workers }, () => this.#run('describe', []));
    const [model] = await Promise.all(asked);
    return model as LoadedModel;
  }

  /**
   * A worker that replaces another could not load the model again. Nothing is accepted until all
   * hold it: a worker that fails fast would draw the requests away from those that work.
   */
  async #recover(reason: Error): Promise<void> {
    if (this.#state.phase !== 'ready') return;
    const { model } = this.#state;
    this.#state = { phase: 'failed', error: reason };
    while (this.#closed === undefined) {
      await delay(RECOVER_MS, undefined, { ref: false });
      try {
        await this.#describe(model.workers);
        this.#state = { phase: 'ready', model };
        return;
      } catch (error) {
        if (!(error instanceof LostWorker))
          this.#state = { phase: 'failed', error: error as Error };
      }
    }
  }

  async #accept<M extends 'predict' | 'infer'>(
    method: M,
    parameters: Parameters<WorkerMethods[M]>,
    signal: AbortSignal | undefined,
  ): Promise<Value<M>> {
    this.#requireReady();
    const answer = this.#answer(method, parameters, signal);
    this.#accepted.add(answer);
    try {
      return await answer;
    } finally {
      this.#accepted.delete(answer);
    }
  }

  admit(): void {
    this.#requireReady();
    const { active, queued, capacity } = this.load;
    const { workers } = this.#options.settings;
    if (active < workers || queued < capacity) return;
    const seconds = ((queued + 1) * this.#taskSeconds) / workers;
    throw new ServerError(
      'queue_full',
      `The server is busy: ${queued} pictures are already waiting. Try again later.`,
      { retryAfter: Math.max(1, Math.ceil(seconds)) },
    );
  }

  #requireReady(): void {
    if (this.#closed !== undefined) {
      throw new ServerError('stopping', 'The server is stopping.', { retryAfter: 1 });
    }
    if (this.#state.phase === 'starting') {
      throw new ServerError('starting', 'The model is still loading.', { retryAfter: 1 });
    }
    if (this.#state.phase === 'failed') {
      throw new ServerError('model_failed', this.#state.error.message);
    }
  }

  async #answer<M extends 'predict' | 'infer'>(
    method: M,
    parameters: Parameters<WorkerMethods[M]>,
    signal: AbortSignal | undefined,
  ): Promise<Value<M>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#run(method, parameters, signal);
      } catch (error) {
        if (error instanceof ServerError && error.code === 'model_failed') {
          void this.#recover(error);
        }
        if (!(error instanceof LostWorker)) throw error;
        // That a worker ended while idle or loading shows only now; the picture is not to blame.
        if (!error.begun && attempt < ATTEMPTS) continue;
        // After an exit without an error workerpool forgets to go on with what waits.
        if (this.#waiting.size() > 0) void this.#pool.exec('methods', [], {});
        throw new ServerError(
          'worker_lost',
          'The worker that had this picture ended unexpectedly and was replaced. Try again.',
          { cause: error, retryAfter: 1 },
        );
      }
    }
  }

  /**
   * Gives a task to the next free worker. Its time is measured from when the worker takes it up: a
   * worker that replaces another has to load the model first.
   * @throws LostWorker when the worker ends instead of answering.
   */
  #run<M extends keyof WorkerMethods>(
    method: M,
    parameters: Parameters<WorkerMethods[M]>,
    signal?: AbortSignal,
  ): Promise<Value<M>> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      let began: number | undefined;
      const options = {
        on: () => {
          began = performance.now();
          void task.timeout(this.#options.timeoutMs);
        },
      };
      const task = this.#pool.exec(method, [...parameters], options);
      const giveUp = (): void => {
        if (this.#waiting.drop(options)) reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      const settle = (): void => {
        signal?.removeEventListener('abort', giveUp);
        if (began === undefined) return;
        const seconds = (performance.now() - began) / 1000;
        this.#taskSeconds += (seconds - this.#taskSeconds) * 0.05;
      };
      task.then(
        (outcome: Outcome<Value<M>>) => {
          settle();
          if (outcome.ok) resolve(outcome.value);
          else reject(toServerError(outcome));
        },
        (error: unknown) => {
          settle();
          reject(
            error instanceof workerpool.Promise.TimeoutError
              ? this.#timeout(error)
              : new LostWorker(began !== undefined, error),
          );
        },
      );
    });
  }

  #timeout(cause: unknown): ServerError {
    const seconds = this.#options.timeoutMs / 1000;
    const message = `The picture took longer than ${seconds} s and was given up.`;
    return new ServerError('timeout', message, { cause });
  }
}

type Value<M extends keyof WorkerMethods> =
  Awaited<ReturnType<WorkerMethods[M]>> extends Outcome<infer T> ? T : never;

/** Codes that workers report and the contract knows; anything else is a failed inference. */
function toServerError({ code, message }: { code: string; message: string }): ServerError {
  const known = Object.hasOwn(STATUS_OF, code);
  const cause = code === 'model_failed' ? new Error(message) : undefined;
  return new ServerError(known ? (code as ErrorCode) : 'inference_failed', message, { cause });
}

/** The bytes in a buffer of just their size: cloning a view for a worker clones all behind it. */
function ofItsOwn(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
