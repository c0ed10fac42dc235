import type { Engine } from '../engine/engine.ts';
import { type Connection, watchEngine } from '../engine/engineEvents.ts';
import { DEPLOYMENT_LABEL } from './labels.ts';
import { Readiness } from './readiness.ts';
import { type WatchedReplica, withLives } from './replicaLife.ts';
import { listReplicas } from './replicas.ts';

/** What a watcher of deployments is told. */
export interface ReplicasListener {
  onReplicas(replicas: readonly WatchedReplica[]): void;
  onConnection(connection: Connection): void;
}

/** Milliseconds in which events are gathered before the list is asked for. */
const GATHER_MS = 80;

/**
 * Tells the whole list of this user's containers whenever one changes, until `signal` is aborted.
 * Lists are asked for one at a time.
 */
export function watchReplicas(
  engine: Engine,
  listener: ReplicasListener,
  signal: AbortSignal,
): void {
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let again = false;
  let known: readonly WatchedReplica[] = [];
  const tell = (): void => {
    if (!signal.aborted) listener.onReplicas(readiness.apply(known));
  };
  const readiness = new Readiness(engine, tell, signal);
  const ask = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      known = await withLives(engine, await listReplicas(engine));
      tell();
    } catch {
      // That the engine is away is told by its events' end; what it had is shown until it is back.
    } finally {
      asking = false;
    }
    if (again && !signal.aborted) {
      again = false;
      gather();
    }
  };
  const gather = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void ask();
    }, GATHER_MS);
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void watchEngine(
    engine,
    DEPLOYMENT_LABEL,
    { onChange: gather, onConnection: (connection) => listener.onConnection(connection) },
    signal,
  );
}
