import type { Client } from '../../contract/client.ts';
import { LocalServer, type LocalServerSettings } from './localServer.ts';
import { LocalServerError } from './localServerError.ts';
import { modelKey } from './modelStamp.ts';
import { USUAL_RESTARTS } from './restarts.ts';
import { removeAbandonedSockets } from './socketAddress.ts';
import { untilAborted } from './untilAborted.ts';

/** Milliseconds that a large model on a slow disk may take to load. */
const START_TIMEOUT_MS = 120_000;

/** What a window has to state; the rest has defaults. */
export type LocalServersOptions = Pick<
  LocalServerSettings,
  'script' | 'socketFolder' | 'log' | 'threads' | 'idleMs'
> &
  Partial<LocalServerSettings>;

/** The inference servers that run as child processes of this one: one a model file. */
export class LocalServers {
  readonly #settings: LocalServerSettings;
  readonly #servers = new Map<string, LocalServer>();
  #disposed = false;

  constructor(options: LocalServersOptions) {
    this.#settings = {
      startTimeoutMs: START_TIMEOUT_MS,
      restarts: USUAL_RESTARTS,
      ...options,
      // While a window closes, what would show this is gone already.
      log: (level, message) => {
        if (!this.#disposed) options.log(level, message);
      },
      onPhase: (model, phase, error) => {
        if (!this.#disposed) options.onPhase?.(model, phase, error);
      },
    };
  }

  /**
   * A client of the server of this model, which is started where that is needed; callers share
   * one. Ask again for each use: a server that nobody used for long is stopped.
   *
   * @param signal ends the caller's waiting, not the start.
   * @param variables what the server is told of the model; told otherwise, it is started anew.
   * @throws LocalServerError; the signal's reason when it fires.
   */
  async connect(
    model: string,
    signal?: AbortSignal,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Client> {
    signal?.throwIfAborted();
    const key = await modelKey(model);
    if (this.#disposed) throw new LocalServerError('ended', 'The window is closing.');
    return untilAborted(this.#server(key).connect(variables), signal);
  }

  /** Ends all servers; resolves when they have ended. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all([...this.#servers.values()].map((server) => server.dispose()));
  }

  #server(key: string): LocalServer {
    if (this.#servers.size === 0) void removeAbandonedSockets(this.#settings.socketFolder);
    let server = this.#servers.get(key);
    if (server === undefined) {
      server = new LocalServer(key, this.#settings);
      this.#servers.set(key, server);
    }
    return server;
  }
}
