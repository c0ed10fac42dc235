import { inspectContainer } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import type { Replica } from './replicaState.ts';

/** A container of a deployment with what only looking into it tells. */
export interface WatchedReplica extends Replica {
  /** When it began to run or, once ended, when it ended; milliseconds since 1970. */
  readonly since: number | undefined;
  /** Whether the system ended it for want of memory. */
  readonly outOfMemory: boolean;
}

/** The containers with their lives; what has gone meanwhile is left out. */
export async function withLives(
  engine: Engine,
  replicas: readonly Replica[],
): Promise<WatchedReplica[]> {
  const all = await Promise.all(replicas.map((replica) => withLife(engine, replica)));
  return all.filter((replica) => replica !== undefined);
}

async function withLife(engine: Engine, replica: Replica): Promise<WatchedReplica | undefined> {
  try {
    const { State } = await inspectContainer(engine, replica.id);
    const since = Date.parse(replica.state === 'exited' ? State.FinishedAt : State.StartedAt);
    return {
      ...replica,
      // What has never been is in the year 1.
      since: since > 0 ? since : undefined,
      outOfMemory: State.OOMKilled && replica.state === 'exited',
    };
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'gone') return undefined;
    throw error;
  }
}
