import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import type { Engine } from '../../engine/engine.ts';
import type { NamedAddress } from '../../engine/engineAddress.ts';
import type { EngineError } from '../../engine/engineError.ts';
import type { Connection } from '../../engine/engineEvents.ts';
import { Disposables } from '../disposables.ts';
import { engineSettings } from '../settings.ts';

/** The engine that is used now, and what runs there. */
export interface EngineView {
  readonly connection: Connection;
  readonly address: NamedAddress | undefined;
  /** As of the last answer of the engine. */
  readonly replicas: readonly WatchedReplica[];
  /** Whether the engine was asked for its list at all. */
  readonly listed: boolean;
}

/**
 * The engine that the settings, or Docker's own, name. It is spoken to only while somebody watches
 * or uses it; a change of the settings changes to the other engine.
 */
export class CurrentEngine implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  #found: Promise<{ engine: Engine; named: NamedAddress }> | undefined;
  #watchers = 0;
  #watch: AbortController | undefined;
  #view: EngineView = NOTHING;

  /** Fires when the connection or the list of containers changes. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#parts.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('yolo.engine')) this.reconnect();
      }),
    );
    this.#parts.add({ dispose: () => this.#watch?.abort() });
  }

  /** Whether `view` is kept up to date now: somebody watches, and the engine answers. */
  get live(): boolean {
    return this.#watchers > 0 && this.#view.connection.state === 'connected' && this.#view.listed;
  }

  /** What is known now. */
  get view(): EngineView {
    return this.#view;
  }

  /**
   * The engine, for one use.
   * @throws EngineError when the settings name none.
   */
  async get(): Promise<Engine> {
    this.#found ??= find();
    try {
      return (await this.#found).engine;
    } catch (error) {
      // Settings and contexts may have been mended by the next time.
      this.#found = undefined;
      throw error;
    }
  }

  /** Keeps `view` up to date until the watching is disposed of. */
  watch(): vscode.Disposable {
    this.#watchers += 1;
    if (this.#watchers === 1) void this.#begin();
    let watching = true;
    return new vscode.Disposable(() => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#watch?.abort();
    });
  }

  /** Looks for the engine anew, as when the user asks to try again. */
  reconnect(): void {
    this.#watch?.abort();
    this.#found = undefined;
    this.#set(NOTHING);
    if (this.#watchers > 0) void this.#begin();
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #begin(): Promise<void> {
    const watch = new AbortController();
    this.#watch = watch;
    this.#found ??= find();
    try {
      const { engine, named } = await this.#found;
      if (watch.signal.aborted) return;
      this.#set({ ...this.#view, address: named });
      const onReplicas = (replicas: readonly WatchedReplica[]): void =>
        this.#set({ ...this.#view, replicas, listed: true });
      const onConnection = (connection: Connection): void =>
        this.#set({ ...this.#view, connection });
      const { watchReplicas } = await import('../../deployment/watchReplicas.ts');
      if (watch.signal.aborted) return;
      watchReplicas(engine, { onReplicas, onConnection }, watch.signal);
    } catch (error) {
      if (watch.signal.aborted) return;
      this.#found = undefined;
      this.#set({ ...NOTHING, connection: { state: 'failed', error: await asEngineError(error) } });
    }
  }

  #set(view: EngineView): void {
    this.#view = view;
    this.#changed.fire();
  }
}

const NOTHING: EngineView = {
  connection: { state: 'connecting' },
  address: undefined,
  replicas: [],
  listed: false,
};

async function find(): Promise<{ engine: Engine; named: NamedAddress }> {
  const { findEngine } = await import('../../engine/findEngine.ts');
  const { Engine } = await import('../../engine/engine.ts');
  const named = await findEngine(engineSettings());
  return { engine: new Engine(named.address), named };
}

async function asEngineError(error: unknown): Promise<EngineError> {
  const { explainFailure } = await import('../../engine/explainFailure.ts');
  return explainFailure(error, { kind: 'socket', path: 'docker.sock' });
}
