import * as vscode from 'vscode';
import { EXPORTER_IMAGE } from '../../deployment/exporterRecipe.ts';
import { stopExporter } from '../../deployment/gpuExporter.ts';
import { scrapeConfiguration } from '../../deployment/scrapeConfiguration.ts';
import { tellFailure } from '../deploy/deploymentFailure.ts';
import { withProgress } from '../deploy/withProgress.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import { buildAndStart, metricsOf, runningExporter } from '../gpus/exporterUse.ts';
import type { Parts } from '../parts.ts';

/** Starts the container that serves metrics of GPUs to Prometheus, in place of one that runs. */
export async function startGpuExporter(parts: Parts): Promise<void> {
  requireTrust();
  let port: number | undefined;
  try {
    const engine = await parts.engine.get();
    const exporter = await withProgress(vscode.l10n.t('Starting the GPU exporter'), (watching) =>
      buildAndStart(parts, engine, watching),
    );
    port = exporter.port;
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const failed = vscode.l10n.t('The GPU exporter was not started.');
    await tellFailure(parts, { subject: EXPORTER_IMAGE, failed }, error);
    return;
  }
  parts.exporterFeed.begin();
  const open = vscode.l10n.t('Show Metrics');
  const copy = vscode.l10n.t('Copy Scrape Configuration');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The GPU exporter serves http://127.0.0.1:{0}/metrics.', port ?? '–'),
    open,
    copy,
  );
  if (answer === open) await showGpuMetrics(parts);
  if (answer === copy) await copyScrapeConfiguration(parts);
}

/** Ends and removes that container. */
export async function stopGpuExporter(parts: Parts): Promise<void> {
  requireTrust();
  const stopped = await stopExporter(await parts.engine.get());
  void vscode.window.showInformationMessage(
    stopped
      ? vscode.l10n.t('The GPU exporter is stopped and removed.')
      : vscode.l10n.t('No GPU exporter runs on this engine.'),
  );
}

/** Shows what it serves now. */
export async function showGpuMetrics(parts: Parts): Promise<void> {
  requireTrust();
  const engine = await parts.engine.get();
  const exporter = await runningExporter(engine);
  if (exporter === undefined) return;
  const content = await metricsOf(engine, exporter);
  const document = await vscode.workspace.openTextDocument({ content });
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Copies what an existing Prometheus needs to ask it, and the servers that it lists. */
export async function copyScrapeConfiguration(parts: Parts): Promise<void> {
  requireTrust();
  const exporter = await runningExporter(await parts.engine.get());
  if (exporter?.port === undefined) return;
  await vscode.env.clipboard.writeText(scrapeConfiguration(exporter.port));
  const rules = vscode.l10n.t('Open Alert Rules');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Copied. It belongs into the configuration of Prometheus.'),
    rules,
  );
  if (answer !== rules) return;
  const file = vscode.Uri.joinPath(
    parts.context.extensionUri,
    'templates',
    'prometheus',
    'rules.yaml',
  );
  // A copy of one's own: the extension's file goes with its next version.
  const content = Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  const document = await vscode.workspace.openTextDocument({ content, language: 'yaml' });
  await vscode.window.showTextDocument(document, { preview: true });
}
