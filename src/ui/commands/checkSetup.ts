import * as vscode from 'vscode';
import { probeGpu } from '../../deployment/gpuProbe.ts';
import { DeployError } from '../../deployment/startFailure.ts';
import { EngineError } from '../../engine/engineError.ts';
import { findEngine } from '../../engine/findEngine.ts';
import { checkEngine, type SetupCheck } from '../../engine/setupReport.ts';
import { sentence } from '../../text/sentence.ts';
import { withProgress } from '../deploy/withProgress.ts';
import type { Parts } from '../parts.ts';
import { engineSettings } from '../settings.ts';
import { gpuChecks } from '../setup/gpuChecks.ts';
import { setupDocument } from '../setup/setupDocument.ts';

/** Shows what of Docker and the GPU works and what does not; a container is started only on request. */
export async function checkSetup(parts: Parts): Promise<void> {
  const checks = await withProgress(vscode.l10n.t('Checking the setup'), async () => [
    ...(await engineChecks()),
    ...gpuChecks(await parts.gpus.sampleOnce()),
  ]);
  await show(checks);
  if (checks[0]?.state !== 'ok') return;
  const probe = vscode.l10n.t('Run GPU Probe');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Whether containers get a GPU is known only by starting one: a small container of an image that is there already, which ends at once.',
    ),
    probe,
  );
  if (answer === probe) await show([...checks, await gpuProbe(parts)]);
}

async function engineChecks(): Promise<SetupCheck[]> {
  try {
    return await checkEngine(await findEngine(engineSettings()));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const name = sentence('Docker Engine');
    return [{ id: 'engine', name, state: 'failure', found: error.what, fix: error.fix }];
  }
}

async function gpuProbe(parts: Parts): Promise<SetupCheck> {
  const common = { id: 'gpu-probe', name: sentence('GPU probe') };
  try {
    const engine = await parts.engine.get();
    const found = await withProgress(vscode.l10n.t('Starting a container with a GPU'), () =>
      probeGpu(engine),
    );
    return { ...common, state: 'ok', found: sentence('A container was given GPUs: {0}', found) };
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof DeployError)) throw error;
    return { ...common, state: 'failure', found: error.what, fix: error.fix };
  }
}

async function show(checks: readonly SetupCheck[]): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: setupDocument(checks),
  });
  try {
    await vscode.commands.executeCommand('markdown.showPreview', document.uri);
  } catch {
    // The built-in Markdown extension may be disabled.
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
