import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { driverHangs, noDriver, unknownFailure } from '../unavailable.ts';
import { libraryFiles } from './libraryFiles.ts';
import type { NvmlAnswer } from './nvmlReader.ts';
import type { WorkerData, WorkerReply, WorkerRequest } from './workerProtocol.ts';

/** How the driver is reached. */
export interface NvmlOptions {
  /** The bundled thread, or its source. */
  readonly worker: string | URL;
  /** Files of the driver's library to try in turn; where it usually is when left out. */
  readonly libraries?: readonly string[];
  /** How long the driver may take, in milliseconds; 10 s when left out. */
  readonly timeoutMs?: number;
  /** Least milliseconds between two tries to reach a driver that is not there; 5 s when left out. */
  readonly retryMs?: number;
}

/** A thread that fell over is not started again at once; nvidia-smi serves meanwhile. */
const RESTART_MS = 60_000;

/** An ending thread that hangs in the driver is left to the end of this process after this. */
const END_MS = 2000;

/** The driver on its own thread, which is started when it is first asked. */
export class NvmlThread {
  readonly #options: NvmlOptions;
  readonly #data: WorkerData;
  #worker: Worker | undefined;
  #asked: Promise<NvmlAnswer> | undefined;
  #fallen: { readonly answer: NvmlAnswer; readonly timeMs: number } | undefined;

  constructor(options: NvmlOptions) {
    this.#options = options;
    this.#data = {
      files: options.libraries ?? libraryFiles(),
      retryMs: options.retryMs ?? 5000,
    };
  }

  /** The driver's answer, or that it has not answered in time; it is then not asked again before. */
  async sample(): Promise<NvmlAnswer> {
    const { timeoutMs = 10_000 } = this.#options;
    // Machines that cannot have the driver start no thread for it.
    if (this.#data.files.length === 0) return { state: noDriver(), noLibrary: 'no-library' };
    const fallen = this.#fallen;
    if (fallen && performance.now() - fallen.timeMs < RESTART_MS) return fallen.answer;
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = undefined;
    });
    const timer = new AbortController();
    const late = setTimeout(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
    const answer = await Promise.race([this.#asked, late]);
    timer.abort();
    return answer ?? { state: driverHangs(Math.round(timeoutMs / 1000)) };
  }

  /** Lets the driver go and ends the thread. */
  async rest(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    worker.postMessage('end' satisfies WorkerRequest);
    const timer = new AbortController();
    const late = setTimeout(END_MS, true, { signal: timer.signal }).catch(() => false);
    // A thread cannot be ended inside a call of the driver, so nobody waits for it.
    const hangs = await Promise.race([ended, late]);
    timer.abort();
    if (hangs === true) {
      worker.unref();
      void worker.terminate();
    }
  }

  #ask(): Promise<NvmlAnswer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      const answer = (reply: WorkerReply): void => {
        worker.off('message', answer).off('error', failed).off('exit', ended);
        // A thread that nobody waits for keeps no process alive.
        worker.unref();
        resolve('error' in reply ? { state: unknownFailure(reply.error) } : reply);
      };
      const fell = (why: string): void => {
        const state = unknownFailure(why);
        this.#fallen = { answer: { state, noLibrary: 'no-ffi' }, timeMs: performance.now() };
        answer(this.#fallen.answer);
      };
      const failed = (error: unknown): void => fell(String(error));
      const ended = (): void => fell('its thread has ended');
      worker.on('message', answer).on('error', failed).on('exit', ended);
      worker.ref();
      worker.postMessage('sample' satisfies WorkerRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#options.worker, {
      workerData: this.#data,
      // Flags of the host, such as a test runner's, are not for it.
      execArgv: [],
    });
    const forget = (): void => {
      if (this.#worker === worker) this.#worker = undefined;
    };
    worker.on('error', forget).on('exit', forget);
    return worker;
  }
}
