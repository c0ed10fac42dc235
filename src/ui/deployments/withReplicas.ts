import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Parts } from '../parts.ts';
import { DEPLOYMENTS_VIEW } from './deploymentsView.ts';
import { requireTrust } from './requireTrust.ts';

/**
 * Does something with containers, all at once, with progress in the view and in their rows.
 * @param doing what the rows say meanwhile, such as “stopping”.
 * @throws the first failure, once all have ended.
 */
export async function withReplicas(
  { engine: current, activities }: Parts,
  replicas: readonly WatchedReplica[],
  doing: string,
  work: (engine: Engine, replica: WatchedReplica) => Promise<void>,
): Promise<void> {
  if (replicas.length === 0) return;
  requireTrust();
  const engine = await current.get();
  const location = { viewId: DEPLOYMENTS_VIEW };
  await vscode.window.withProgress({ location, title: doing }, async () => {
    const results = await Promise.allSettled(
      replicas.map((replica) =>
        activities.during(replica.labels, doing, () => work(engine, replica), replica.id),
      ),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
}
