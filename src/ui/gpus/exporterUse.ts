import { join } from 'node:path';
import * as vscode from 'vscode';
import { exporterRecipe } from '../../deployment/exporterRecipe.ts';
import { findExporter, type GpuExporter, startExporter } from '../../deployment/gpuExporter.ts';
import type { Engine } from '../../engine/engine.ts';
import { execOutput } from '../../engine/execOutput.ts';
import type { Watching } from '../deploy/builder.ts';
import type { Parts } from '../parts.ts';
import { exporterPort } from '../settings.ts';

/** Asks the exporter from within its container, which works however far its engine is. */
const ASK = `fetch("http://127.0.0.1:" + process.env.YOLO_EXPORTER_PORT + "/metrics")
  .then((answer) => answer.text()).then((text) => process.stdout.write(text))`;

/** Builds the exporter's image if need be and starts it. @throws BuildFailure, EngineError */
export async function buildAndStart(
  parts: Parts,
  engine: Engine,
  watching: Watching,
): Promise<GpuExporter> {
  const { extensionPath } = parts.context;
  const recipe = await exporterRecipe({
    templates: join(extensionPath, 'templates'),
    program: join(extensionPath, 'dist', 'exporter'),
  });
  await engine.about();
  await parts.builder.ensure(engine, recipe, watching);
  watching.signal.throwIfAborted();
  const port = exporterPort();
  return startExporter(engine, { image: recipe.request.tag, port: port === 0 ? undefined : port });
}

/** What the exporter serves now. @throws EngineError */
export async function metricsOf(engine: Engine, { id }: GpuExporter): Promise<string> {
  return (await execOutput(engine, id, ['node', '--eval', ASK])).stdout;
}

/** The exporter that runs, else a sentence that there is none, with a way to start it. */
export async function runningExporter(engine: Engine): Promise<GpuExporter | undefined> {
  const exporter = await findExporter(engine);
  if (exporter?.running) return exporter;
  const start = vscode.l10n.t('Start GPU Exporter');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('No GPU exporter runs on this engine.'),
    start,
  );
  if (answer === start) await vscode.commands.executeCommand('yolo.startGpuExporter');
  return undefined;
}
