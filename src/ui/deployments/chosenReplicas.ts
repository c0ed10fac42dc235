import * as vscode from 'vscode';
import { type WatchedReplica, withLives } from '../../deployment/replicaLife.ts';
import { listReplicas } from '../../deployment/replicas.ts';
import type { Parts } from '../parts.ts';
import { actionsOf, isForAll, type ReplicaAction } from './replicaActions.ts';
import { replicaIcon } from './replicaIcon.ts';
import { deviceText, replicaName, stateText } from './replicaText.ts';
import { type DeploymentKey, type Row, replicasIn, rowsOf } from './rows.ts';

interface Choice extends vscode.QuickPickItem {
  readonly replicas: readonly WatchedReplica[];
}

/**
 * The containers that a command means: those of the row or deployment that it was given, else of
 * one that is asked for, unless there is only one. Only those with which the action is possible now.
 * @param argument a row of the view, a container's id, or a deployment's name with or without a
 * container's number.
 * @returns none when nothing was chosen.
 */
export async function chosenReplicas(
  parts: Parts,
  action: ReplicaAction,
  title: string,
  argument: unknown,
): Promise<readonly WatchedReplica[]> {
  const can = (replica: WatchedReplica): boolean => actionsOf(replica).includes(action);
  if (isRow(argument)) return narrowed(parts, replicasIn(argument).filter(can), action, title);
  const engine = await parts.engine.get();
  const known = await withLives(engine, await listReplicas(engine));
  const all = known.filter(can);
  if (isContainer(argument)) return all.filter(({ id }) => id === argument.containerId);
  if (isKey(argument)) return narrowed(parts, all.filter(meantBy(argument)), action, title);
  if (all.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0}: there is no deployment with which this can be done now.', title),
    );
    return [];
  }
  // VS Code gives no row where a list was drawn anew under its menu; what changes another container
  // than was meant would be worse than a question.
  const only = isForAll(action) ? deploymentsIn(known) === 1 : all.length === 1;
  if (only) return all;
  return isForAll(action) ? pickDeployment(all, title) : pickReplica(parts, all, title);
}

function deploymentsIn(replicas: readonly WatchedReplica[]): number {
  return rowsOf(replicas, []).flatMap(({ deployments }) => deployments).length;
}

/** One container where the action takes one. */
function narrowed(
  parts: Parts,
  replicas: readonly WatchedReplica[],
  action: ReplicaAction,
  title: string,
): Promise<readonly WatchedReplica[]> {
  if (replicas.length <= 1 || isForAll(action)) return Promise.resolve(replicas);
  return pickReplica(parts, replicas, title);
}

async function pickDeployment(
  replicas: readonly WatchedReplica[],
  title: string,
): Promise<readonly WatchedReplica[]> {
  const choices = rowsOf(replicas, []).flatMap(({ project, deployments }) =>
    deployments.map((row): Choice => {
      const found = replicasIn(row);
      const [first] = found;
      return {
        label: first?.labels.deployment ?? '',
        description: `${project} · ${found.map(stateText).join(', ')}`,
        ...(first && { iconPath: replicaIcon(first, false) }),
        replicas: found,
      };
    }),
  );
  return pick(choices, title);
}

async function pickReplica(
  { cards }: Parts,
  replicas: readonly WatchedReplica[],
  title: string,
): Promise<readonly WatchedReplica[]> {
  const choices = replicas.map((replica): Choice => {
    const { project, deployment } = replica.labels;
    const alone = replicas.filter(meantBy({ project, deployment })).length === 1;
    const port = replica.port === undefined ? [] : [`:${replica.port}`];
    const facts = [project, stateText(replica), deviceText(replica, cards.nameOf), ...port];
    return {
      label: replicaName(replica, alone && replica.labels.replica === 0),
      description: facts.join(' · '),
      iconPath: replicaIcon(replica, false),
      replicas: [replica],
    };
  });
  return pick(choices, title);
}

async function pick(choices: readonly Choice[], title: string): Promise<readonly WatchedReplica[]> {
  const placeHolder = vscode.l10n.t('Which deployment?');
  const options = { title, placeHolder, matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(choices, options);
  return picked?.replicas ?? [];
}

function isRow(argument: unknown): argument is Row {
  const kind = (argument as Partial<Row> | undefined)?.kind;
  return kind === 'project' || kind === 'deployment' || kind === 'replica';
}

function isContainer(argument: unknown): argument is { readonly containerId: string } {
  return typeof (argument as { containerId?: unknown } | undefined)?.containerId === 'string';
}

function isKey(argument: unknown): argument is DeploymentKey & { readonly replica?: number } {
  const { project, deployment } = (argument ?? {}) as Partial<DeploymentKey>;
  return typeof project === 'string' && typeof deployment === 'string';
}

function meantBy({ project, deployment, replica }: DeploymentKey & { replica?: number }) {
  return ({ labels }: WatchedReplica): boolean =>
    labels.project === project &&
    labels.deployment === deployment &&
    (replica === undefined || labels.replica === replica);
}
