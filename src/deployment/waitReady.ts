import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../contract/client.ts';
import { ContractError } from '../contract/contractError.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { waitForExit } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { sentence } from '../text/sentence.ts';
import { DeployError, lastLines, startFailure } from './startFailure.ts';

/** Milliseconds between questions whether a server is ready. */
const ASK_MS = 50;
/** Milliseconds that one question may take. */
const QUESTION_MS = 5_000;

/** What is waited for. */
export interface Awaited {
  readonly containerId: string;
  readonly endpoint: Endpoint;
  /** Seconds after which waiting is given up. */
  readonly seconds: number;
}

/**
 * Waits until a container's server is ready, which means that a warm-up inference has passed.
 * @throws DeployError when the container ends, the model is refused, or time is over; EngineError
 * when the engine goes away.
 */
export async function waitReady(
  engine: Engine,
  { containerId, endpoint, seconds }: Awaited,
  signal?: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const either = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
  // Rejects when the engine goes away, which ends the waiting too.
  const ended = waitForExit(engine, containerId, either).then(() => 'ended' as const);
  ended.catch(() => undefined);
  const client = new Client(endpoint);
  const deadline = performance.now() + seconds * 1000;
  try {
    for (;;) {
      const outcome = await Promise.race([ask(client, either), ended]);
      signal?.throwIfAborted();
      if (outcome === 'ready') return;
      if (outcome === 'ended') throw await startFailure(engine, containerId, undefined);
      if (outcome instanceof ContractError) throw await refusedModel(engine, containerId, outcome);
      if (performance.now() > deadline) throw await startFailure(engine, containerId, seconds);
      await Promise.race([delay(ASK_MS, undefined, { signal: either }).catch(() => {}), ended]);
    }
  } finally {
    done.abort();
    client.close();
  }
}

async function ask(
  client: Client,
  signal: AbortSignal,
): Promise<'ready' | 'not yet' | ContractError> {
  try {
    await client.ready({ signal, timeoutMs: QUESTION_MS });
    return 'ready';
  } catch (error) {
    if (error instanceof ContractError && error.code === 'model_failed') return error;
    return 'not yet';
  }
}

async function refusedModel(
  engine: Engine,
  containerId: string,
  { message }: ContractError,
): Promise<DeployError> {
  const log = await lastLines(engine, containerId);
  return new DeployError('model', sentence('The server refuses the model: {0}', message), { log });
}
