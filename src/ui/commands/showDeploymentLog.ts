import * as vscode from 'vscode';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { LOG_LEVELS, type LogLevel } from '../logs/logEntry.ts';
import type { Parts } from '../parts.ts';

/** Opens the log of a deployment's container. */
export async function showDeploymentLog(parts: Parts, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Show Deployment Log');
  const [replica] = await chosenReplicas(parts, 'log', title, argument);
  if (replica === undefined) return;
  const { labels, id, role } = replica;
  const { project, deployment } = labels;
  // The one that serves is meant by name, so that the same document goes on with its successor.
  const containerId = role === 'serving' ? undefined : id;
  await parts.logs.show({ project, deployment, replica: labels.replica, containerId });
}

/** Asks which entries the log in the active editor shows. */
export async function filterLog({ logs }: Parts): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const level = logs.levelOf(uri);
  if (uri === undefined || level === undefined) return;
  const items = LOG_LEVELS.map((one) => ({
    label: levelText(one),
    level: one,
    ...(one === level && { description: vscode.l10n.t('shown now') }),
  }));
  const title = vscode.l10n.t('Filter Log by Level');
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked) logs.filter(uri, picked.level);
}

function levelText(level: LogLevel): string {
  switch (level) {
    case 'trace':
      return vscode.l10n.t('All entries');
    case 'debug':
      return vscode.l10n.t('Debug and above');
    case 'info':
      return vscode.l10n.t('Information and above');
    case 'warning':
      return vscode.l10n.t('Warnings and errors');
    case 'error':
      return vscode.l10n.t('Errors only');
  }
}
