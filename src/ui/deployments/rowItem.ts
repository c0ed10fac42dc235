import * as vscode from 'vscode';
import type { NameOfCard } from '../gpus/cardNames.ts';
import { markdownText } from '../models/markdownText.ts';
import { actionsOf, actionsOfAll, type ReplicaAction } from './replicaActions.ts';
import { BUSY, pale, replicaIcon } from './replicaIcon.ts';
import { deviceText, lifeText, replicaName, roleText, stateText } from './replicaText.ts';
import { replicaTooltip } from './replicaTooltip.ts';
import {
  type DeploymentRow,
  type ProjectRow,
  type ReplicaRow,
  type Row,
  readyCount,
  rowId,
} from './rows.ts';

/** What else a row shows. */
export interface RowSituation {
  /** Whether the engine is away, so that what is shown may no longer be so. */
  readonly stale: boolean;
  /** What is being done with it, such as `stopping`. */
  readonly activity: string | undefined;
  /** Whether the status bar keeps to it. */
  readonly pinned: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly nameOf: NameOfCard;
}

/** A row of the Deployments view as the tree draws it. */
export function rowItem(row: Row, situation: RowSituation): vscode.TreeItem {
  const item = itemOf(row, situation);
  item.id = rowId(row);
  const parts = [String(item.label), situation.activity ?? String(item.description ?? '')];
  if (situation.activity !== undefined) {
    item.description = situation.activity;
    item.iconPath = BUSY;
  }
  item.accessibilityInformation = { label: parts.filter((part) => part !== '').join(', ') };
  return item;
}

function itemOf(row: Row, situation: RowSituation): vscode.TreeItem {
  switch (row.kind) {
    case 'project':
      return projectItem(row, situation);
    case 'deployment':
      return deploymentItem(row, situation);
    case 'replica':
      return replicaItem(row, situation);
  }
}

function projectItem({ project }: ProjectRow, { stale }: RowSituation): vscode.TreeItem {
  const item = new vscode.TreeItem(project, vscode.TreeItemCollapsibleState.Expanded);
  item.contextValue = stale ? 'yolo.project.stale' : 'yolo.project';
  item.iconPath = stale ? pale('project') : new vscode.ThemeIcon('project');
  item.tooltip = new vscode.MarkdownString(markdownText(project));
  return item;
}

function deploymentItem(
  { deployment, replicas }: DeploymentRow,
  { stale, activity }: RowSituation,
): vscode.TreeItem {
  if (replicas.length === 0) {
    const item = new vscode.TreeItem(deployment);
    item.description = vscode.l10n.t('not deployed');
    item.iconPath = pale('circle-outline');
    item.contextValue = stale || activity !== undefined ? 'yolo.planned.stale' : 'yolo.planned';
    return item;
  }
  const item = new vscode.TreeItem(deployment, vscode.TreeItemCollapsibleState.Expanded);
  const { ready, of } = readyCount(replicas);
  item.description = vscode.l10n.t('{0} of {1} ready', ready, of);
  item.iconPath = stale ? pale('layers') : new vscode.ThemeIcon('layers');
  const actions = actionsOfAll(replicas.map(({ replica }) => replica));
  item.contextValue = contextValue('deployment', stale ? [] : actions);
  item.tooltip = new vscode.MarkdownString(markdownText(deployment));
  return item;
}

function replicaItem(
  { replica, alone }: ReplicaRow,
  { stale, activity, pinned, now, nameOf }: RowSituation,
): vscode.TreeItem {
  const item = new vscode.TreeItem(replicaName(replica, alone));
  const address = replica.port === undefined ? undefined : `:${replica.port}`;
  const facts = [
    stateText(replica),
    roleText(replica),
    deviceText(replica, nameOf),
    address,
    lifeText(replica, now),
  ];
  item.description = facts.filter((fact) => fact !== undefined).join(' · ');
  item.iconPath = replicaIcon(replica, stale);
  item.tooltip = replicaTooltip(replica, now, nameOf);
  // Nothing else can be begun while something is being done.
  const actions = stale ? [] : activity === undefined ? actionsOf(replica) : (['log'] as const);
  const pin = stale ? '' : pinned ? 'unpin:' : 'pin:';
  item.contextValue = contextValue('replica', actions) + pin;
  return item;
}

/** What the menus' `when` clauses in the manifest ask for, such as `yolo.replica:log:stop:`. */
function contextValue(kind: string, actions: readonly ReplicaAction[]): string {
  return `yolo.${kind}:${actions.map((action) => `${action}:`).join('')}`;
}
