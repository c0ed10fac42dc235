import * as vscode from 'vscode';
import { succeeding } from '../../deployment/imageSuccession.ts';
import { assertChosenWeights } from '../deploy/chosenWeights.ts';
import { chooseDeployment, modelFacts } from '../deploy/deploymentChoice.ts';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { deploymentMeant } from '../deploy/deploymentMeant.ts';
import { assertRunnable } from '../deploy/exportNeeded.ts';
import { withProgress } from '../deploy/withProgress.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import type { Parts } from '../parts.ts';

/**
 * Builds the image of a deployment, whether the engine has it or not.
 * @param argument a deployment that is meant already: a row of the view, or its names.
 */
export async function buildImage(parts: Parts, argument?: unknown): Promise<void> {
  requireTrust();
  const title = vscode.l10n.t('Build Image');
  const choice = await chooseDeployment(parts, title, deploymentMeant(argument));
  if (choice === undefined) return;
  const { project, name, entry, folder, weights, stated } = choice;
  try {
    await assertChosenWeights(choice);
    const engine = await parts.engine.get();
    await engine.about();
    const report = await parts.reports.read(weights, stated);
    assertRunnable(report, entry.stack);
    await withProgress(
      vscode.l10n.t('Building {0}', entry.image),
      async ({ signal, onProgress }) => {
        const wantedImage = {
          image: entry.image,
          stack: entry.stack,
          device: entry.gpu === 'cpu' ? ('cpu' as const) : ('gpu' as const),
          model: modelFacts(report),
          folder,
        };
        const recipe = await parts.builder.recipe(wantedImage, signal);
        const key = { project: choice.project, deployment: choice.name };
        await parts.activities.during(key, vscode.l10n.t('building'), () =>
          succeeding(engine, { project, name, image: entry.image }, async (built) =>
            built(await parts.builder.build(engine, recipe, { signal, onProgress })),
          ),
        );
      },
    );
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const failed = vscode.l10n.t('{0} was not built.', entry.image);
    await tellFailure(parts, { subject: entry.image, failed }, error);
    return;
  }
  const log = vscode.l10n.t('Show Build Log');
  const deploy = vscode.l10n.t('Deploy');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is built.', entry.image),
    deploy,
    log,
  );
  if (answer === log) parts.builder.showLog();
  if (answer === deploy) {
    await vscode.commands.executeCommand('yolo.deployToGpu', {
      project: choice.project,
      deployment: choice.name,
    });
  }
}
