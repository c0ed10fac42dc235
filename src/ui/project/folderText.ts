import * as vscode from 'vscode';

/** A folder as it is told apart from others: from its workspace folder's name on where that is one's own. */
export function folderText(folder: vscode.Uri): string {
  const { workspaceFolders = [] } = vscode.workspace;
  const within = vscode.workspace.getWorkspaceFolder(folder);
  const alike = workspaceFolders.filter(({ name }) => name === within?.name);
  // Copies of a project often have folders of one name.
  if (within === undefined || alike.length > 1) return folder.fsPath;
  const inside = folder.path.slice(within.uri.path.length);
  return `${within.name}${inside}`;
}
