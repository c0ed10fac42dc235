import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { withProgress } from '../deploy/withProgress.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import { nearestPicture } from '../images/nearestPicture.ts';
import { workspacePictures } from '../images/somePicture.ts';
import { exportedText } from '../models/exportedText.ts';
import type { Parts } from '../parts.ts';
import { isPyTorch } from '../project/wizard/weightsStep.ts';
import { modelArgument } from './modelArgument.ts';

/** The image whose first stage exports, from the extension's own Dockerfile. */
const STAGE = { stack: 'tensorrt', device: 'gpu', folder: undefined } as const;
/** Pictures of the workspace among which one is chosen. */
const MOST_PICTURES = 1_000;

/** Writes PyTorch weights as ONNX beside them, in a container that reads the weights and runs nothing in them. */
export async function exportToOnnx(parts: Parts, argument: unknown): Promise<void> {
  requireTrust();
  const weights = modelArgument(parts, argument)?.fsPath ?? (await pickWeights(parts));
  if (weights === undefined) return;
  const name = basename(weights);
  if (!isPyTorch(weights)) {
    throw new Error(vscode.l10n.t('{0} is no PyTorch file (.pt).', name));
  }
  const target = weights.replace(/\.pt$/i, '.onnx');
  if (!(await mayReplace(target))) return;
  const picture = await pictureFor(parts, weights);
  try {
    const engine = await parts.engine.get();
    await engine.about();
    await withProgress(vscode.l10n.t('Exporting {0} to ONNX', name), async (watching) => {
      const { exportOnnx, exportRequest } = await import('../../deployment/exportOnnx.ts');
      const image = `yolo-dock-export:${randomUUID()}`;
      const wanted = { image, ...STAGE, model: { path: weights } };
      const recipe = await parts.builder.recipe(wanted, watching.signal);
      const request = await exportRequest(recipe.request, picture);
      const build = (): Promise<string> =>
        parts.builder.build(engine, { ...recipe, request }, watching);
      await exportOnnx(engine, { image, build, target }, watching.signal);
    });
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const failed = vscode.l10n.t('{0} was not exported.', name);
    await tellFailure(parts, { subject: name, failed }, error);
    return;
  }
  await tellResult(parts, target, picture);
}

async function tellResult(
  parts: Parts,
  target: string,
  picture: string | undefined,
): Promise<void> {
  const { header } = await parts.reports.read(target);
  const use = vscode.l10n.t('Use Model');
  const sentence = exportedText(target, header?.metadata, picture);
  const answer = await vscode.window.showInformationMessage(sentence, use);
  if (answer === use) {
    await vscode.commands.executeCommand('yolo.useModel', vscode.Uri.file(target));
  }
}

/** What weights and export are compared on: a picture of the workspace near the weights, else a sample. */
async function pictureFor({ context }: Parts, weights: string): Promise<string | undefined> {
  const own = await workspacePictures(MOST_PICTURES);
  const local = own.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
  const sample = join(context.extensionPath, 'samples', 'parts', 'images', 'line-01.jpg');
  return nearestPicture(weights, local) ?? sample;
}

async function pickWeights(parts: Parts): Promise<string | undefined> {
  const paths = (await parts.models.list()).map(({ fsPath }) => fsPath).filter(isPyTorch);
  if (paths.length === 0) {
    throw new Error(vscode.l10n.t('There are no PyTorch weights (.pt) in this workspace.'));
  }
  const items = paths.map((path) => ({
    label: basename(path),
    description: vscode.workspace.asRelativePath(path),
    path,
  }));
  const placeHolder = vscode.l10n.t('Which weights should be exported?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.path;
}

/** Whether the file may be written; asks where one is there. @throws Error where it never can be. */
async function mayReplace(target: string): Promise<boolean> {
  const there = await stat(target).catch(() => undefined);
  if (there === undefined) return true;
  if (there.isDirectory()) {
    throw new Error(vscode.l10n.t('{0} is a folder; rename it first.', basename(target)));
  }
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('{0} exists already. Replace it?', basename(target));
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, replace);
  return answer === replace;
}
