import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { withProgress } from '../deploy/withProgress.ts';
import type { Parts } from '../parts.ts';
import { isPyTorch } from '../project/wizard/weightsStep.ts';
import { modelArgument } from './modelArgument.ts';

/** Key under which the export notes how far both models differ. */
const DIFFERENCE = 'yolo_dock_largest_difference';

/** Writes PyTorch weights as ONNX beside them, in a container that reads the weights and runs nothing in them. */
export async function exportToOnnx(parts: Parts, argument: unknown): Promise<void> {
  const weights = modelArgument(parts, argument)?.fsPath ?? (await pickWeights(parts));
  if (weights === undefined) return;
  const name = basename(weights);
  if (!isPyTorch(weights)) {
    throw new Error(vscode.l10n.t('{0} is no PyTorch file (.pt).', name));
  }
  const target = weights.replace(/\.pt$/i, '.onnx');
  if (!(await mayReplace(target))) return;
  try {
    const engine = await parts.engine.get();
    await engine.about();
    await withProgress(vscode.l10n.t('Exporting {0} to ONNX', name), async (watching) => {
      const { exportRequest, takeExported } = await import('../../deployment/exportOnnx.ts');
      const image = `yolo-dock-export:${randomUUID()}`;
      const wanted = {
        image,
        ...({
          stack: 'tensorrt',
          device: 'gpu',
          model: { path: weights },
          folder: undefined,
        } as const),
      };
      const recipe = await parts.builder.recipe(wanted, watching.signal);
      const request = exportRequest(recipe.request);
      await parts.builder.build(engine, { ...recipe, request }, watching);
      await takeExported(engine, image, target, watching.signal);
    });
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const failed = vscode.l10n.t('{0} was not exported.', name);
    await tellFailure(parts, { subject: name, failed }, error);
    return;
  }
  await tellResult(parts, target);
}

async function tellResult(parts: Parts, target: string): Promise<void> {
  const { header } = await parts.reports.read(target);
  const difference = header?.metadata.get(DIFFERENCE) ?? '?';
  const detect = vscode.l10n.t('Use Model');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} is exported. On a picture of noise its numbers differ from those of the weights by {1} of the largest at most.',
      basename(target),
      difference,
    ),
    detect,
  );
  if (answer === detect) {
    await vscode.commands.executeCommand('yolo.useModel', vscode.Uri.file(target));
  }
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

/** Whether the file may be written; asks where one is there. */
async function mayReplace(target: string): Promise<boolean> {
  const there = await stat(target).then(
    () => true,
    () => false,
  );
  if (!there) return true;
  const replace = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('{0} exists already. Replace it?', basename(target));
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, replace);
  return answer === replace;
}
