import type { Replica } from '../../deployment/replicaState.ts';
import { listReplicas } from '../../deployment/replicas.ts';
import { EngineError } from '../../engine/engineError.ts';
import type { Parts } from '../parts.ts';

/** This user's containers; undefined where no engine answers, which whoever deploys finds out anyway. */
export async function deployedNow({ engine }: Parts): Promise<readonly Replica[] | undefined> {
  try {
    return await listReplicas(await engine.get());
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
