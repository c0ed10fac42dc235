import { userInfo } from 'node:os';
import { listContainers } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { CREATED_BY_LABEL, DEPLOYMENT_LABEL } from './labels.ts';
import { type Replica, replicaOf } from './replicaState.ts';

/** Who deploys, as the labels say it. */
export function createdBy(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user may have no name.
    return String(process.getuid?.() ?? 'user');
  }
}

/** Every container of this user's deployments on an engine, in the order of their names. */
export async function listReplicas(engine: Engine): Promise<Replica[]> {
  const labels = [DEPLOYMENT_LABEL, `${CREATED_BY_LABEL}=${createdBy()}`];
  const containers = await listContainers(engine, labels);
  return containers
    .map(replicaOf)
    .filter((replica) => replica !== undefined)
    .sort((a, b) => compare(a.name, b.name));
}

/** The containers of one deployment. */
export async function replicasOf(
  engine: Engine,
  project: string,
  deployment: string,
): Promise<Replica[]> {
  return (await listReplicas(engine)).filter(
    ({ labels }) => labels.project === project && labels.deployment === deployment,
  );
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
