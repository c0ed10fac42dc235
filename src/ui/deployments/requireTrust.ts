import * as vscode from 'vscode';

/**
 * Menus hide in a workspace without trust what uses or changes containers; this holds for whoever
 * comes another way.
 * @throws Error with what to do.
 */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error(
    vscode.l10n.t('Containers are used only where the workspace is trusted: trust it first.'),
  );
}
