import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import type { EngineError } from './engineError.ts';

/** Whether the engine is there. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  | { readonly state: 'failed'; readonly error: EngineError };

/** What a watcher of an engine is told. */
export interface EngineListener {
  /** A container began, ended, or changed in another way. */
  onChange(): void;
  onConnection(connection: Connection): void;
}

/** Milliseconds between attempts to reach an engine that is away; they grow to the last. */
const RETRY_MS = [500, 1_000, 2_000, 5_000];

/**
 * Listens to an engine's events on containers with a label, until `signal` is aborted. When the
 * engine goes away it is tried again and again, and after its return a change is told.
 */
export async function watchEngine(
  engine: Engine,
  label: string,
  listener: EngineListener,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      if (attempt === 0) listener.onConnection({ state: 'connecting' });
      await engine.about();
      const events = await engine.call(
        (docker) => docker.getEvents({ filters: { type: ['container'], label: [label] } }),
        signal,
      );
      if (signal.aborted) {
        (events as Readable).destroy();
        return;
      }
      attempt = 0;
      listener.onConnection({ state: 'connected' });
      listener.onChange();
      await readEvents(events as Readable, listener, signal);
    } catch (error) {
      if (signal.aborted) return;
      listener.onConnection({ state: 'failed', error: error as EngineError });
    }
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
    await delay(wait, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** Returns when the stream ends, which happens when the engine stops. */
async function readEvents(
  events: Readable,
  listener: EngineListener,
  signal: AbortSignal,
): Promise<void> {
  const stop = (): void => void events.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    // Which event it is does not matter: whoever listens asks for the whole list.
    for await (const chunk of events as AsyncIterable<Buffer>) {
      if (!onlyExec(chunk.toString())) listener.onChange();
    }
  } catch {
    // A connection that breaks is an end like any other.
  } finally {
    signal.removeEventListener('abort', stop);
    events.destroy();
  }
}

/** Health checks run a program in the container, three events each that change nothing by itself. */
function onlyExec(text: string): boolean {
  const actions = [...text.matchAll(/"Action":"([^"]*)"/g)].map(([, action]) => action ?? '');
  return actions.length > 0 && actions.every((action) => /^(exec_|top)/.test(action));
}
