import type { Replica } from '../../deployment/replicaState.ts';
import { listReplicas } from '../../deployment/replicas.ts';
import type { Engine } from '../../engine/engine.ts';
import { describeAddress } from '../../engine/engineAddress.ts';
import { EngineError } from '../../engine/engineError.ts';
import { sentence } from '../../text/sentence.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';

/** Milliseconds after which an engine that has not listed its containers counts as away. */
const LIST_MS = 5_000;

/**
 * The containers of this user as the engine lists them now.
 * @throws EngineError when the engine does not answer, also not in time.
 */
export async function replicasNow(current: CurrentEngine): Promise<readonly Replica[]> {
  const engine = await current.get();
  return inTime(engine, listReplicas(engine));
}

async function inTime<T>(engine: Engine, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(tooLate(engine));
    timer = setTimeout(fail, LIST_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate({ address }: Engine): EngineError {
  return new EngineError(
    'unreachable',
    sentence('Docker at {0} does not answer in time.', describeAddress(address)),
    sentence('Check that it runs and is not overloaded.'),
  );
}
