import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isPyTorch } from '../project/wizard/weightsStep.ts';
import {
  describeBytes,
  describeInput,
  describeNames,
  describeProblem,
  describeSpec,
  describeStated,
} from './describeModel.ts';
import { markdownText } from './markdownText.ts';
import { folderOf } from './modelItem.ts';
import type { ModelReport } from './modelReport.ts';

/** What the menus' `when` clauses in the manifest ask for. */
type ModelKind = 'reading' | 'usable' | 'current' | 'exportable' | 'convertible' | 'broken';

/** A model file in the Models view; `report` is absent while the file is being read. */
export function modelTreeItem(
  uri: vscode.Uri,
  report: ModelReport | undefined,
  isCurrent: boolean,
): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(uri.fsPath));
  const kind = kindOf(report, isCurrent);
  item.id = uri.toString();
  item.contextValue = `yolo.model.${kind}`;
  item.iconPath = icon(kind);
  // Not `resourceUri`: its decorations would colour the item by the state of the repository.
  item.command = { command: 'yolo.openModel', title: '', arguments: [uri] };
  const folder = folderOf(uri.fsPath);
  if (report === undefined) {
    item.description = folder;
    return item;
  }
  const about = describeProblem(report) ?? describeSpec(report) ?? '';
  const description = [about, folder].filter((part) => part !== '').join(' — ');
  item.description = description;
  item.tooltip = tooltip(report, isCurrent);
  const current = isCurrent ? [vscode.l10n.t('current model')] : [];
  item.accessibilityInformation = { label: [report.file, ...current, description].join(', ') };
  return item;
}

function kindOf(report: ModelReport | undefined, isCurrent: boolean): ModelKind {
  if (report === undefined) return 'reading';
  if (report.problem === undefined) return isCurrent ? 'current' : 'usable';
  const { code } = report.problem;
  if (code === 'pytorch-weights' && isPyTorch(report.path)) return 'exportable';
  return code === 'pytorch-weights' || code === 'tensorrt-engine' ? 'convertible' : 'broken';
}

function icon(kind: ModelKind): vscode.ThemeIcon {
  switch (kind) {
    case 'current':
      return new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('charts.green'));
    case 'exportable':
    case 'convertible':
      return new vscode.ThemeIcon('file-binary');
    case 'broken':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    default:
      return new vscode.ThemeIcon('circuit-board');
  }
}

function tooltip(report: ModelReport, isCurrent: boolean): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${markdownText(report.file)}**`);
  const lines = [
    report.problem?.sentence,
    isCurrent ? vscode.l10n.t('The current model: it is used to detect objects.') : undefined,
    describeSpec(report),
    describeNames(report),
    describeStated(report),
    [describeInput(report), describeBytes(report)].filter((fact) => fact !== undefined).join(' · '),
    report.path,
  ];
  for (const line of lines) {
    if (line !== undefined && line !== '') text.appendMarkdown(`\n\n${markdownText(line)}`);
  }
  return text;
}
