import * as vscode from 'vscode';

/** A model's task in words; one that is not known stays as it is. */
export function taskText(task: string): string {
  switch (task) {
    case 'detect':
      return vscode.l10n.t('detect');
    case 'segment':
      return vscode.l10n.t('segment');
    case 'pose':
      return vscode.l10n.t('pose');
    case 'obb':
      return vscode.l10n.t('obb');
    case 'classify':
      return vscode.l10n.t('classify');
    default:
      return task;
  }
}

/** A model's family in words; undefined where it says no more than the task. */
export function familyText(family: string, task: string): string | undefined {
  if (family === task) return undefined;
  return family === 'end2end' ? vscode.l10n.t('end2end') : family;
}
