import { basename } from 'node:path';
import * as vscode from 'vscode';
import { type ModelItem, modelItem } from '../../models/modelItem.ts';
import { isUsable } from '../../models/modelReport.ts';
import type { Parts } from '../../parts.ts';
import { type Answer, choose, type StepPlace } from './steps.ts';

interface WeightsItem extends vscode.QuickPickItem {
  /** Weights, or another way to choose them. */
  readonly choice?: ModelItem['choice'] | 'browse';
}

/** Asks for weights: the workspace's, the samples, or any other file. */
export async function askWeights(
  parts: Parts,
  place: StepPlace,
  chosen: string | undefined,
): Promise<Answer<vscode.Uri>> {
  for (;;) {
    const picked = await choose<WeightsItem>(place, {
      items: weightsItems(parts),
      placeholder: vscode.l10n.t('Which weights should the server run?'),
      active: ({ choice }) => choice instanceof vscode.Uri && choice.fsPath === chosen,
    });
    if (picked === undefined || typeof picked === 'symbol') return picked;
    if (picked.choice instanceof vscode.Uri) return picked.choice;
    const [file] =
      (await vscode.window.showOpenDialog({
        title: place.title,
        openLabel: vscode.l10n.t('Select'),
        filters: { [vscode.l10n.t('YOLO models')]: ['onnx', 'pt'] },
      })) ?? [];
    if (file === undefined) continue;
    const { problem } = await parts.reports.read(file.fsPath);
    if (problem === undefined || isPyTorch(file.fsPath)) return file;
    await vscode.window.showErrorMessage(problem.sentence);
  }
}

async function weightsItems({ models, bundled, reports }: Parts): Promise<WeightsItem[]> {
  const samples = await bundled.list();
  const own = (await models.list()).map(({ fsPath }) => fsPath);
  const group = async (label: string, paths: readonly string[]): Promise<WeightsItem[]> => {
    const read = await Promise.all(paths.map((path) => reports.read(path)));
    const items = read
      .filter(isUsable)
      .map((report) => modelItem(report, samples.includes(report.path)));
    return items.length === 0 ? [] : [separator(label), ...items];
  };
  return [
    ...(await group(vscode.l10n.t('workspace'), own)),
    ...pytorchItems(own),
    ...(await group(vscode.l10n.t('sample models'), samples)),
    separator(''),
    {
      label: vscode.l10n.t('Browse…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      choice: 'browse',
      alwaysShow: true,
    },
  ];
}

function separator(label: string): WeightsItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Weights for the stacks with PyTorch; what is in such a file shows when it is loaded there. */
function pytorchItems(paths: readonly string[]): WeightsItem[] {
  const items = paths.filter(isPyTorch).map((path) => ({
    label: basename(path),
    description: vscode.workspace.asRelativePath(path),
    detail: vscode.l10n.t('PyTorch weights, for the stacks pytorch and tensorrt'),
    iconPath: new vscode.ThemeIcon('symbol-misc'),
    choice: vscode.Uri.file(path),
  }));
  return items.length === 0 ? [] : [separator('PyTorch'), ...items];
}

/** Whether weights are PyTorch's by their name. */
export function isPyTorch(path: string): boolean {
  return /\.pt$/i.test(path);
}
