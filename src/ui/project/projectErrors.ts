import * as vscode from 'vscode';

/** That a `yolo.json` has errors, which stand in the Problems panel. */
export class ProjectErrors extends Error {
  constructor() {
    super(vscode.l10n.t('yolo.json has errors; correct them and try again.'));
    this.name = 'ProjectErrors';
  }
}

/**
 * Opens a file with errors, so that they are seen.
 * @throws ProjectErrors
 */
export async function showProjectErrors(file: vscode.Uri): Promise<never> {
  await vscode.window.showTextDocument(file);
  throw new ProjectErrors();
}
