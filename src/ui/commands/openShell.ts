import * as vscode from 'vscode';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { ContainerTerminal } from '../deployments/containerTerminal.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import type { Parts } from '../parts.ts';

/** Opens a terminal with a shell inside a deployment's container. */
export async function openShell(parts: Parts, argument: unknown): Promise<void> {
  requireTrust();
  const title = vscode.l10n.t('Open Shell in Deployment');
  const [replica] = await chosenReplicas(parts, 'shell', title, argument);
  if (replica === undefined) return;
  const engine = await parts.engine.get();
  const terminal = vscode.window.createTerminal({
    name: `${replica.labels.deployment}-${replica.labels.replica}`,
    pty: new ContainerTerminal(engine, replica.id),
    iconPath: new vscode.ThemeIcon('server-process'),
    // A window that comes back finds another shell, or none.
    isTransient: true,
  });
  terminal.show();
}
