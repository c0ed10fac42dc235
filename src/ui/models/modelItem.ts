import { dirname } from 'node:path';
import * as vscode from 'vscode';
import {
  describeBytes,
  describeInput,
  describeNames,
  describeProblem,
  describeSpec,
  describeStated,
} from './describeModel.ts';
import type { ModelReport } from './modelReport.ts';

/** A model file in a quick pick. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly choice: vscode.Uri;
}

/** The model with what its file tells: family, task, labels, input, size, or what is wrong. */
export function modelItem(report: ModelReport, bundled: boolean): ModelItem {
  const { problem, file, path } = report;
  const facts = [
    describeSpec(report),
    describeNames(report),
    describeInput(report),
    describeBytes(report),
    describeStated(report),
  ];
  return {
    label: file,
    // Not in the label, where screen readers would read the icon's name out.
    iconPath: new vscode.ThemeIcon(problem === undefined ? 'circuit-board' : 'warning'),
    description: bundled ? vscode.l10n.t('comes with YOLO Dock') : folderOf(path),
    detail: describeProblem(report) ?? facts.filter((fact) => fact !== undefined).join(' — '),
    choice: vscode.Uri.file(path),
  };
}

/** The folder of a file as people know it: within the workspace, else in full. */
export function folderOf(path: string): string {
  const folder = vscode.workspace.asRelativePath(dirname(path));
  const isRoot = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === folder);
  return isRoot ? '' : folder;
}
