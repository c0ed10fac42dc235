import { copyInto } from '../../engine/copyInto.ts';
import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/engineError.ts';
import { type HeldInput, holdInput } from '../../engine/holdInput.ts';
import type { DeployEvent } from '../deployEvents.ts';
import { type OpenEndpoint, openEndpoint } from '../replicaEndpoint.ts';
import {
  type DeploySettings,
  removeEventually,
  type Shape,
  startReplica,
} from '../startReplica.ts';
import { waitReady } from '../waitReady.ts';
import { crash } from './crash.ts';
import type { DebuggerRelay } from './debuggerRelay.ts';
import { type Delivery, debugOptions } from './debugOptions.ts';
import type { DebugListener, DebugPlan } from './debugPlan.ts';
import { AGAIN, BEGUN, ENDED } from './supervisor.ts';

/** Lines of the server's log that tell why it ended. */
const MOST_LINES = 100;

/** A beginning of the server: what happens until it is ready. */
interface Beginning {
  /** Aborted when the supervisor has begun it. */
  readonly begun: AbortController;
  /** Aborted, with the reason, when it ends before it is ready. */
  readonly failed: AbortController;
}

/** The container of a server that is debugged. */
export class DebuggedContainer {
  readonly #engine: Engine;
  readonly #plan: DebugPlan;
  readonly #relay: DebuggerRelay;
  readonly #listener: DebugListener;
  #delivery: Delivery;
  #id: string | undefined;
  #port = 0;
  #readySeconds = 0;
  #held: HeldInput | undefined;
  /** What the server that runs now wrote last. */
  #lines: string[] = [];
  #beginning: Beginning | undefined;
  #restart: Promise<void> | undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, plan: DebugPlan, relay: DebuggerRelay, listener: DebugListener) {
    this.#engine = engine;
    this.#plan = plan;
    this.#relay = relay;
    this.#listener = listener;
    this.#delivery = engine.remote ? 'copy' : 'bind';
  }

  get id(): string {
    return this.#id ?? '';
  }

  /** Port of the server on the engine's host. */
  get port(): number {
    return this.#port;
  }

  /** Makes it, and waits until its server is ready. When this rejects nothing of it stays. */
  async start(replica: number, settings: DeploySettings): Promise<void> {
    try {
      await this.#attempt(replica, settings);
    } catch (error) {
      // As in a development container: the engine's host has other paths than this machine.
      const unseen = error instanceof EngineError && /bind source path/.test(error.message);
      if (!unseen || this.#delivery === 'copy') throw error;
      this.#delivery = 'copy';
      await this.#attempt(replica, settings);
    }
  }

  /** Begins the server anew; several that are asked for at once are one. */
  restart(): Promise<void> {
    this.#restart ??= this.#next(() => {
      this.#restart = undefined;
      return this.#begin();
    });
    return this.#restart;
  }

  /** Removes it. */
  async remove(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    this.#beginning?.failed.abort(new Error('Debugging has ended.'));
    if (this.#id !== undefined) await removeEventually(this.#engine, this.#id);
    // It would end by this too, should the engine be away now.
    held?.release();
  }

  async #attempt(replica: number, settings: DeploySettings): Promise<void> {
    const { spec, mode } = this.#plan;
    const delivery = this.#delivery;
    const beginning = this.#expect();
    const shape: Shape = {
      role: 'debug',
      options: (usual) => debugOptions(usual, mode, delivery),
      prepare: async (id) => {
        this.#id = id;
        await this.#deliver();
        this.#held = await holdInput(this.#engine, id, {
          onLine: (line) => this.#hear(line),
          onEnd: () => this.#gone(),
        });
      },
    };
    const onEvent = (event: DeployEvent): void => {
      // Before the server is ready, so that also its beginning can be looked at.
      if (event.kind === 'waiting') this.#relay.open(event.containerId);
      settings.onEvent?.(event);
    };
    const signals = [beginning.failed.signal, ...(settings.signal ? [settings.signal] : [])];
    const signal = AbortSignal.any(signals);
    try {
      const all = { ...settings, signal, onEvent, shape };
      const { port } = await startReplica(this.#engine, spec, replica, spec.port, all);
      this.#port = port;
      this.#readySeconds = settings.readySeconds;
    } catch (error) {
      this.#held?.release();
      this.#held = undefined;
      throw error;
    } finally {
      this.#beginning = undefined;
    }
  }

  async #begin(): Promise<void> {
    const held = this.#held;
    if (held === undefined || this.#id === undefined) return;
    this.#relay.hold();
    const beginning = this.#expect();
    const { begun, failed } = beginning;
    let way: OpenEndpoint | undefined;
    try {
      await this.#deliver();
      held.write(AGAIN);
      await aborted(AbortSignal.any([begun.signal, failed.signal]));
      failed.signal.throwIfAborted();
      this.#relay.open(this.#id);
      way = await openEndpoint(this.#engine, {
        id: this.#id,
        port: this.#port,
        stack: this.#plan.spec.stack,
      });
      const { endpoint } = way;
      const awaited = { containerId: this.#id, endpoint, seconds: this.#readySeconds };
      await waitReady(this.#engine, awaited, failed.signal);
    } finally {
      if (this.#beginning === beginning) this.#beginning = undefined;
      await way?.close();
    }
  }

  /** Copies the sources where the engine does not see them. */
  async #deliver(): Promise<void> {
    const { root, mounts } = this.#plan.mode;
    if (this.#delivery === 'copy') await copyInto(this.#engine, this.id, root, mounts);
  }

  #expect(): Beginning {
    const beginning = { begun: new AbortController(), failed: new AbortController() };
    this.#beginning = beginning;
    return beginning;
  }

  /** Reads the log for what the supervisor says. */
  #hear(line: string): void {
    if (line.includes(BEGUN)) {
      this.#lines = [];
      this.#beginning?.begun.abort();
    } else if (line.includes(ENDED)) {
      this.#relay.hold();
      const error = crash(this.#lines, this.#plan.mode.root);
      if (this.#beginning) this.#beginning.failed.abort(error);
      else this.#listener.onCrash(error);
    } else {
      this.#lines.push(line);
      if (this.#lines.length > MOST_LINES) this.#lines.shift();
    }
  }

  #gone(): void {
    this.#relay.hold();
    const error = crash(this.#lines, this.#plan.mode.root);
    this.#beginning?.failed.abort(error);
    this.#listener.onGone();
  }

  /** One thing at a time. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#work.then(work);
    this.#work = next.catch(() => undefined);
    return next;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
