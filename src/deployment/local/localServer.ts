import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../contract/client.ts';
import { LocalServerError } from './localServerError.ts';
import { modelStamp } from './modelStamp.ts';
import { DiedStarting, type ReadyServer, startReadyServer } from './readyServer.ts';
import { type RestartPolicy, Restarts } from './restarts.ts';
import type { ServerEnd } from './serverChild.ts';
import type { LogSink } from './serverLog.ts';

/** What a server does now. `failed` lasts until somebody asks for it again. */
export type ServerPhase = 'stopped' | 'starting' | 'ready' | 'restarting' | 'failed';

/** What the servers of a window have in common. */
export interface LocalServerSettings {
  /** The bundled server. */
  readonly script: string;
  /** Where sockets go, if their paths are not too long there. */
  readonly socketFolder: string;
  readonly log: LogSink;
  /** Threads in one inference; undefined lets the server decide. Asked at each start. */
  readonly threads: () => number | undefined;
  /** Milliseconds without use after which a server is stopped; 0 keeps it. Asked after each use. */
  readonly idleMs: () => number;
  readonly startTimeoutMs: number;
  readonly restarts: RestartPolicy;
  /** Called whenever a server's phase changes; with the reason when it is `failed`. */
  readonly onPhase: (model: string, phase: ServerPhase, error?: Error) => void;
}

/** A server's life from its first start to being stopped, restarts after crashes included. */
interface Run {
  /** Of the model and of what is said of it. */
  readonly stamp: string;
  readonly stopping: AbortController;
  ready: Promise<ReadyServer>;
  idleTimer: NodeJS.Timeout | undefined;
}

/** The server of one model file: started when asked for, stopped when nobody has asked for long. */
export class LocalServer {
  readonly #model: string;
  readonly #settings: LocalServerSettings;
  readonly #restarts: Restarts;
  #variables: Readonly<Record<string, string>> = {};
  #run: Run | undefined;
  #disposed = false;

  constructor(model: string, settings: LocalServerSettings) {
    this.#model = model;
    this.#settings = settings;
    this.#restarts = new Restarts(settings.restarts);
  }

  /**
   * A client of the running server, which is started or, if the model or what is said of it has
   * changed, started anew.
   * @param variables what the server is told of the model. Those of the latest caller count.
   * @throws LocalServerError
   */
  async connect(variables: Readonly<Record<string, string>>): Promise<Client> {
    this.#variables = variables;
    for (;;) {
      const run = await this.#currentRun();
      try {
        const server = await run.ready;
        this.#restLater(run, server);
        return server.client;
      } catch (error) {
        // Another caller found the model changed while this one waited.
        if (run.stopping.signal.aborted && !this.#disposed) continue;
        throw error;
      }
    }
  }

  /** Ends the server for good and resolves when it has ended. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    if (this.#run !== undefined) await this.#stop(this.#run);
  }

  async #currentRun(): Promise<Run> {
    const file = await modelStamp(this.#model).catch(async (error: unknown) => {
      if (this.#run !== undefined) await this.#stop(this.#run);
      throw error;
    });
    const stamp = `${file} ${JSON.stringify(this.#variables)}`;
    if (this.#run !== undefined && this.#run.stamp !== stamp) {
      this.#log('info', 'has changed, or what is said of it; its server is started anew');
      await this.#stop(this.#run);
    }
    if (this.#disposed) throw new LocalServerError('ended', 'The window is closing.');
    this.#run ??= this.#begin(stamp);
    return this.#run;
  }

  #begin(stamp: string): Run {
    this.#settings.onPhase(this.#model, 'starting');
    const never = new Promise<never>(() => undefined);
    const run: Run = {
      stamp,
      stopping: new AbortController(),
      ready: never,
      idleTimer: undefined,
    };
    this.#launch(run, undefined);
    return run;
  }

  #launch(run: Run, death: ServerEnd | undefined): void {
    run.ready = this.#untilReady(run, death);
    run.ready.then(
      (server) => {
        this.#settings.onPhase(this.#model, 'ready');
        this.#restLater(run, server);
        void server.ended.then((end) => {
          if (!run.stopping.signal.aborted) this.#launch(run, end);
        });
      },
      (error: Error) => {
        if (this.#run === run) this.#run = undefined;
        if (run.stopping.signal.aborted) return;
        this.#log('error', error.message);
        this.#settings.onPhase(this.#model, 'failed', error);
      },
    );
  }

  async #untilReady(run: Run, death: ServerEnd | undefined): Promise<ReadyServer> {
    const { signal } = run.stopping;
    for (let lastDeath = death; ; ) {
      if (lastDeath !== undefined) await this.#backOff(lastDeath, signal);
      try {
        const server = await startReadyServer({
          ...this.#settings,
          model: this.#model,
          variables: this.#variables,
          threads: this.#settings.threads(),
          onIdle: () => void run.ready.then((ready) => this.#restLater(run, ready)),
          signal,
        });
        this.#restarts.ready();
        return server;
      } catch (error) {
        if (!(error instanceof DiedStarting)) throw error;
        lastDeath = error.end;
      }
    }
  }

  async #backOff({ how }: ServerEnd, signal: AbortSignal): Promise<void> {
    const wait = this.#restarts.died();
    const name = basename(this.#model);
    if (wait === undefined) {
      const sentence = `The server of ${name} keeps ending unexpectedly (${how}), so it is not restarted again by itself.`;
      throw new LocalServerError('crashing', sentence);
    }
    this.#log('warn', `its server ended unexpectedly (${how}); restarting in ${wait} ms`);
    this.#settings.onPhase(this.#model, 'restarting');
    await delay(wait, undefined, { signal }).catch((cause: unknown) => {
      throw new LocalServerError('ended', 'The server is no longer wanted.', { cause });
    });
  }

  /** Stops the server if it is not used for a while from now on. */
  #restLater(run: Run, { client }: ReadyServer): void {
    clearTimeout(run.idleTimer);
    const idleMs = this.#settings.idleMs();
    if (idleMs === 0 || run.stopping.signal.aborted) return;
    run.idleTimer = setTimeout(() => {
      // A call under way starts the wait again when it ends.
      if (client.busy) return;
      this.#log('info', `not used for ${idleMs / 1000} s; its server is stopped`);
      void this.#stop(run);
    }, idleMs);
    run.idleTimer.unref();
  }

  async #stop(run: Run): Promise<void> {
    if (this.#run === run) this.#run = undefined;
    run.stopping.abort();
    clearTimeout(run.idleTimer);
    const server = await run.ready.catch(() => undefined);
    server?.stop();
    await server?.ended;
    if (this.#run === undefined) this.#settings.onPhase(this.#model, 'stopped');
  }

  #log(level: 'info' | 'warn' | 'error', what: string): void {
    this.#settings.log(level, `${basename(this.#model)}: ${what}`);
  }
}
