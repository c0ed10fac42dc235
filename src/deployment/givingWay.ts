import {
  inspectContainer,
  pauseContainer,
  renameContainer,
  resumeContainer,
  startContainer,
  stopContainer,
} from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { bothSentences, type Sentence, sentence } from '../text/sentence.ts';
import type { DeployEvent } from './deployEvents.ts';
import { nameInRole } from './deploymentSpec.ts';
import type { Replica } from './replicaState.ts';
import { DeployError } from './startFailure.ts';

/** Frees a replica's name for its successor; it goes on as it is. */
export async function setAside(engine: Engine, { id, name }: Replica): Promise<void> {
  await renameContainer(engine, id, nameInRole(name, 'previous'));
}

/** Frees a replica's name and its port for its successor. */
export async function retire(engine: Engine, replica: Replica): Promise<void> {
  const { id, state } = replica;
  await setAside(engine, replica);
  if (state === 'paused') await resumeContainer(engine, id);
  if (state !== 'exited') await stopContainer(engine, id);
}

/** A container that is not again what it was, and why. */
interface Lost {
  readonly replica: Replica;
  readonly reason: Sentence;
}

/**
 * Makes containers what they were, each whatever becomes of the others.
 * @param error why they are needed again.
 * @returns what is to be thrown: that error, which also tells of those that could not be started.
 */
export async function restoreAll(
  engine: Engine,
  replicas: readonly Replica[],
  error: unknown,
  onEvent: ((event: DeployEvent) => void) | undefined,
): Promise<unknown> {
  const lost: Lost[] = [];
  for (const replica of replicas) {
    onEvent?.({ kind: 'restoring', replica: replica.labels.replica });
    await restore(engine, replica).catch((failure: unknown) => {
      const reason =
        failure instanceof EngineError ? failure.what : sentence('{0}', String(failure));
      lost.push({ replica, reason });
    });
  }
  return withLost(error, lost);
}

async function restore(engine: Engine, { id, name, state }: Replica): Promise<void> {
  await renameContainer(engine, id, name).catch(() => {
    // It was not yet renamed.
  });
  if (state === 'exited') return;
  const { State } = await inspectContainer(engine, id);
  if (!State.Running) await startContainer(engine, id);
  if (state === 'paused' && !State.Paused) await pauseContainer(engine, id);
}

/** A cancellation that has cost something is told like a failure. */
function withLost(error: unknown, lost: readonly Lost[]): unknown {
  const told = lost
    .map(({ replica, reason }) =>
      sentence('What ran before, {0}, could not be started again: {1}', replica.name, reason),
    )
    .reduce<Sentence | undefined>((all, one) => (all ? bothSentences(all, one) : one), undefined);
  if (told === undefined) return error;
  const options = { cause: error };
  if (error instanceof EngineError) {
    return new EngineError(error.reason, bothSentences(error.what, told), error.fix, options);
  }
  if (error instanceof DeployError) {
    const { reason, what, fix, log } = error;
    return new DeployError(reason, bothSentences(what, told), { fix, log }, options);
  }
  return new DeployError('not-restored', told, {}, options);
}
