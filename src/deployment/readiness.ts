import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../contract/client.ts';
import { ContractError } from '../contract/contractError.ts';
import type { Engine } from '../engine/engine.ts';
import { openEndpoint } from './replicaEndpoint.ts';
import type { WatchedReplica } from './replicaLife.ts';

/** Milliseconds between questions to one server that starts. */
const ASK_MS = 250;
/** Milliseconds that one question may take. */
const QUESTION_MS = 5_000;

/**
 * Asks servers that start whether they are ready: the engine's own health check looks only every
 * some seconds, the first time as late as that.
 */
export class Readiness {
  readonly #engine: Engine;
  readonly #onReady: () => void;
  readonly #signal: AbortSignal;
  /** Lives of containers that were found ready. */
  readonly #ready = new Set<string>();
  readonly #asking = new Map<string, AbortController>();

  /** @param signal ends all asking. */
  constructor(engine: Engine, onReady: () => void, signal: AbortSignal) {
    this.#engine = engine;
    this.#onReady = onReady;
    this.#signal = signal;
  }

  /** The containers with what was found out; those of them that still start are asked. */
  apply(replicas: readonly WatchedReplica[]): WatchedReplica[] {
    const starting = new Map(
      replicas
        .filter(({ state, port }) => state === 'starting' && port !== undefined)
        .map((replica) => [lifeOf(replica), replica]),
    );
    for (const life of this.#ready) if (!starting.has(life)) this.#ready.delete(life);
    for (const [life, asking] of this.#asking) {
      if (starting.has(life)) continue;
      asking.abort();
      this.#asking.delete(life);
    }
    for (const [life, replica] of starting) {
      if (!this.#ready.has(life) && !this.#asking.has(life)) void this.#ask(life, replica);
    }
    return replicas.map((replica) =>
      this.#ready.has(lifeOf(replica)) ? { ...replica, state: 'ready' } : replica,
    );
  }

  async #ask(life: string, { id, port = 0, labels }: WatchedReplica): Promise<void> {
    const asking = new AbortController();
    this.#asking.set(life, asking);
    const signal = AbortSignal.any([this.#signal, asking.signal]);
    try {
      const { endpoint, close } = await openEndpoint(this.#engine, {
        id,
        port,
        stack: labels.stack,
      });
      const client = new Client(endpoint);
      try {
        if (await becomesReady(client, signal)) {
          this.#ready.add(life);
          this.#onReady();
        }
      } finally {
        client.close();
        await close();
      }
    } catch {
      // No way to the server: the engine's health check is then all there is.
    }
  }
}

/** A container may live more than once. */
function lifeOf({ id, since }: WatchedReplica): string {
  return `${id}@${since}`;
}

/** @returns false when it never will be, or the signal is aborted. */
async function becomesReady(client: Client, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await client.ready({ signal, timeoutMs: QUESTION_MS });
      return true;
    } catch (error) {
      if (error instanceof ContractError && error.code === 'model_failed') return false;
    }
    await delay(ASK_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}
