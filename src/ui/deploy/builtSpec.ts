import * as vscode from 'vscode';
import type { DeploymentSpec } from '../../deployment/deploymentSpec.ts';
import { modelVariables } from '../../deployment/modelVariables.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Parts } from '../parts.ts';
import type { Watching } from './builder.ts';
import type { DeploymentChoice } from './chosenDeployment.ts';
import { assertChosenWeights } from './chosenWeights.ts';
import { modelFacts } from './deploymentChoice.ts';
import { assertRunnable } from './exportNeeded.ts';
import type { Placed } from './placing.ts';

/**
 * Builds the image of a deployment unless it is there, and decides all that its containers need.
 * @param port of the first replica; undefined for any.
 * @throws BuildFailure, EngineError, the signal's reason, ExportNeeded, or an Error about the model.
 */
export async function builtSpec(
  parts: Parts,
  engine: Engine,
  choice: DeploymentChoice,
  { where, port }: { readonly where: Placed; readonly port: number | undefined },
  { signal, onProgress }: Watching,
): Promise<DeploymentSpec> {
  const { project, name, entry } = choice;
  await assertChosenWeights(choice);
  const report = await parts.reports.read(choice.weights, choice.stated);
  assertRunnable(report, entry.stack);
  onProgress(vscode.l10n.t('gathering what the image needs'));
  const [device] = where.devices;
  const recipe = await parts.builder.recipe(
    {
      image: entry.image,
      stack: entry.stack,
      device: device?.kind ?? 'cpu',
      model: modelFacts(report),
      folder: choice.folder,
    },
    signal,
  );
  const key = { project, deployment: name };
  const imageId = await parts.activities.during(key, vscode.l10n.t('building'), () =>
    parts.builder.ensure(engine, recipe, { signal, onProgress }),
  );
  return {
    project,
    name,
    model: entry.model,
    modelSha256: recipe.modelSha256,
    stack: entry.stack,
    stage: entry.stage ?? 'dev',
    image: entry.image,
    imageId,
    devices: where.devices,
    env: modelVariables(choice.stated),
    ...(where.vramMib !== undefined && { vramMib: where.vramMib }),
    ...(where.driverVersion !== undefined && { driverVersion: where.driverVersion }),
    ...(where.rooms.length > 0 && { rooms: where.rooms }),
    ...(where.overcommit && { overcommit: true }),
    ...(port !== undefined && { port }),
  };
}
