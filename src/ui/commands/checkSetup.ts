import * as vscode from 'vscode';
import { EngineError } from '../../engine/engineError.ts';
import { findEngine } from '../../engine/findEngine.ts';
import { checkEngine, type SetupCheck } from '../../engine/setupReport.ts';
import { sentence } from '../../text/sentence.ts';
import { lookByContainer } from '../deploy/engineGpus.ts';
import { withProgress } from '../deploy/withProgress.ts';
import type { Parts } from '../parts.ts';
import { engineSettings } from '../settings.ts';
import { driverElsewhere, gpuChecks, probeCheck } from '../setup/gpuChecks.ts';
import { setupDocument } from '../setup/setupDocument.ts';
import { showSetup } from '../setup/setupPage.ts';

/** Shows what of Docker and the GPU works and what does not; a container is started only on request. */
export async function checkSetup(parts: Parts): Promise<void> {
  const checks = await withProgress(vscode.l10n.t('Checking the setup'), async ({ signal }) => {
    // An engine far away may take its time; whoever cancels does not wait for it.
    const cancelled = new Promise<never>((_, fail) => {
      signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    });
    const found = (async () => [...(await engineChecks()), ...(await hostChecks(parts))])();
    return Promise.race([found, cancelled]);
  });
  await show(parts, checks);
  if (checks[0]?.state !== 'ok') return;
  const probe = vscode.l10n.t('Run GPU Probe');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Whether containers get a GPU is known only by starting one: a small container that runs nvidia-smi and is removed again.',
    ),
    probe,
  );
  if (answer === probe) await show(parts, [...checks, await gpuProbe(parts)]);
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

/** The driver of this machine, which says nothing of an engine elsewhere. */
async function hostChecks({ engine, gpus }: Parts): Promise<SetupCheck[]> {
  const { remote } = await engine.get().catch(() => ({ remote: false }));
  return remote ? [driverElsewhere()] : gpuChecks(await gpus.sampleOnce());
}

async function gpuProbe(parts: Parts): Promise<SetupCheck> {
  return probeCheck(await lookByContainer(await parts.engine.get()));
}

function show({ context }: Parts, checks: readonly SetupCheck[]): Promise<void> {
  return showSetup(context, setupDocument(checks));
}
