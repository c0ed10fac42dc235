import * as vscode from 'vscode';

/** Whether files may be written into the workspace; where not, says why and offers what helps. */
export async function mayScaffold(): Promise<boolean> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (!folders.some(({ uri }) => uri.scheme === 'file')) {
    const open = vscode.l10n.t('Open Folder…');
    const sentence = vscode.l10n.t('A project needs a folder on this machine; open one first.');
    const answer = await vscode.window.showInformationMessage(sentence, open);
    if (answer === open) await vscode.commands.executeCommand('vscode.openFolder');
    return false;
  }
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const sentence = vscode.l10n.t('Projects are scaffolded only where the workspace is trusted.');
    const answer = await vscode.window.showWarningMessage(sentence, manage);
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return false;
  }
  return true;
}
