import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';
import { localModelPath } from '../targets/localTarget.ts';
import { type ModelItem, modelItem } from './modelItem.ts';

/** What to ask. */
interface PickOptions {
  readonly title: string;
  /** Whether the model is to be run, so that only usable and allowed ones are offered. */
  readonly runnable: boolean;
}

interface PickItem extends vscode.QuickPickItem {
  /** The model, or what is done instead. */
  readonly choice?: ModelItem['choice'] | 'browse' | 'trust';
}

/** Asks for a model file: recently used ones first, then the workspace's, the bundled, any other. */
export async function pickModel(
  parts: Parts,
  { title, runnable }: PickOptions,
): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showQuickPick(pickItems(parts, runnable), {
    title,
    placeHolder: vscode.l10n.t('Type to filter by name, family, task or label'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.choice === 'browse') return browse(title);
  if (picked?.choice === 'trust') {
    await vscode.commands.executeCommand('workbench.trust.manage');
    return undefined;
  }
  return picked?.choice;
}

async function pickItems(parts: Parts, runnable: boolean): Promise<PickItem[]> {
  const trusted = vscode.workspace.isTrusted || !runnable;
  const bundled = await parts.bundled.list();
  const workspace = trusted ? (await parts.models.list()).map(({ fsPath }) => fsPath) : [];
  const recent = parts.memory.ids
    .map(localModelPath)
    .filter((path) => path !== undefined && (trusted || bundled.includes(path)));
  const seen = new Set<string | undefined>();
  const group = async (
    label: string,
    paths: readonly (string | undefined)[],
  ): Promise<PickItem[]> => {
    const fresh = paths.filter((path) => path !== undefined && !seen.has(path));
    for (const path of fresh) seen.add(path);
    const reports = await Promise.all(fresh.map((path) => parts.reports.read(path as string)));
    const items = reports
      .filter(({ problem, bytes }) => bytes !== undefined && !(runnable && problem))
      .map((report) => modelItem(report, bundled.includes(report.path)));
    return items.length === 0 ? [] : [separator(label), ...items];
  };
  return [
    ...(await group(vscode.l10n.t('recently used'), recent)),
    ...(await group(vscode.l10n.t('workspace'), workspace)),
    ...(await group(vscode.l10n.t('sample models'), bundled)),
    separator(''),
    trusted ? browseItem() : trustItem(),
  ];
}

function browseItem(): PickItem {
  return {
    label: vscode.l10n.t('Browse…'),
    iconPath: new vscode.ThemeIcon('folder-opened'),
    choice: 'browse',
    alwaysShow: true,
  };
}

function trustItem(): PickItem {
  return {
    label: vscode.l10n.t('Trust the workspace to use its models…'),
    iconPath: new vscode.ThemeIcon('shield'),
    choice: 'trust',
    alwaysShow: true,
  };
}

function separator(label: string): PickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function browse(title: string): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Select'),
    filters: { [vscode.l10n.t('YOLO models')]: ['onnx', 'pt', 'engine'] },
  });
  return files?.[0];
}
