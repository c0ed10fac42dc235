import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { withLives } from '../../deployment/replicaLife.ts';
import { listReplicas } from '../../deployment/replicas.ts';
import { removeContainer } from '../../engine/containers.ts';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { replicasIn, rowsOf } from '../deployments/rows.ts';
import { withReplicas } from '../deployments/withReplicas.ts';
import type { Parts } from '../parts.ts';

/** Most containers that a question names. */
const NAMED = 10;

/** Removes a deployment, or one container of it, after asking. */
export async function removeReplicas(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Remove Deployment');
  const replicas = await chosenReplicas(parts, 'remove', title, argument);
  const [first] = replicas;
  if (first === undefined) return;
  await ask(parts, first.labels.deployment, replicas);
}

/** Removes all deployments of a project, after asking. */
export async function removeProject(parts: Parts, argument: unknown): Promise<void> {
  const engine = await parts.engine.get();
  const rows = rowsOf(await withLives(engine, await listReplicas(engine)), []);
  const given = (argument as { readonly project?: unknown } | undefined)?.project;
  const known = typeof given === 'string' ? rows.filter((row) => row.project === given) : rows;
  if (known.flatMap(replicasIn).length === 0) {
    void vscode.window.showInformationMessage(
      typeof given === 'string'
        ? vscode.l10n.t('Nothing of {0} is deployed, so there is nothing to remove.', given)
        : vscode.l10n.t('Nothing is deployed, so there is nothing to remove.'),
    );
    return;
  }
  const project =
    typeof given === 'string' ? given : await pickProject(rows.map((row) => row.project));
  if (project === undefined) return;
  const replicas = rows.filter((row) => row.project === project).flatMap(replicasIn);
  await ask(parts, project, replicas);
}

async function pickProject(projects: readonly string[]): Promise<string | undefined> {
  return vscode.window.showQuickPick([...projects], {
    title: vscode.l10n.t('Remove All Deployments of a Project'),
    placeHolder: vscode.l10n.t('Which project?'),
  });
}

async function ask(
  parts: Parts,
  subject: string,
  replicas: readonly WatchedReplica[],
): Promise<void> {
  assertIdle(parts, replicas);
  const remove = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove {0}?', subject);
  const names = replicas.slice(0, NAMED).map(({ name, image }) => `${name} (${image})`);
  if (replicas.length > NAMED) names.push('…');
  const kept = vscode.l10n.t(
    'These containers are stopped and removed; their images and yolo.json stay:',
  );
  const detail = `${kept}\n${names.join('\n')}`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
  if (answer !== remove) return;
  assertIdle(parts, replicas);
  await withReplicas(parts, replicas, vscode.l10n.t('removing'), (engine, { id }) =>
    removeContainer(engine, id),
  );
}

/**
 * Refuses what is being built, started or debugged in this window: it would stand there again after.
 * @throws Error with a sentence.
 */
function assertIdle({ activities }: Parts, replicas: readonly WatchedReplica[]): void {
  for (const { labels } of replicas) {
    const doing = activities.ofDeployment(labels);
    if (doing === undefined) continue;
    throw new Error(
      vscode.l10n.t(
        '{0} cannot be removed now ({1}). Cancel that, or wait until it has ended.',
        labels.deployment,
        doing,
      ),
    );
  }
}
