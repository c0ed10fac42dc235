import * as vscode from 'vscode';

/**
 * What is open and not saved would be lost, or lose what is written now.
 * @throws Error with a sentence when a file has unsaved changes.
 */
export function mustBeSaved(file: vscode.Uri): void {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.path === file.path);
  if (!open?.isDirty) return;
  throw new Error(vscode.l10n.t('yolo.json has unsaved changes; save it and try again.'));
}
