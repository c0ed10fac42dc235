import * as vscode from 'vscode';
import { describeAddress } from '../../engine/engineAddress.ts';
import { withProgress } from '../deploy/withProgress.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import { agreeToLook, mayLookAt } from '../gpus/remoteGpus.ts';
import type { Parts } from '../parts.ts';
import { sentenceText } from '../sentenceText.ts';

/** Asks whether the GPUs of an engine on another machine may be read, and reads them. */
export async function readRemoteGpus({ engine: current, gpus }: Parts): Promise<void> {
  requireTrust();
  const engine = await current.get();
  const host = describeAddress(engine.address);
  if (!engine.remote) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Docker runs on this machine; its GPUs are read without a container.'),
    );
    return;
  }
  if (!mayLookAt(engine.address)) {
    if (!(await agrees(host))) return;
    agreeToLook(engine.address);
  }
  const state = await withProgress(vscode.l10n.t('Reading the GPUs of {0}', host), async () => {
    const seen = await gpus.sampleOnce();
    // A look that had begun before the answer.
    const early = !seen.ok && seen.unavailable.reason === 'not-asked';
    return early ? gpus.sampleOnce() : seen;
  });
  if (state.ok) {
    const { length } = state.snapshot.devices;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} GPUs of {1} are read by a container there.', length, host),
    );
    return;
  }
  const { sentence, message } = state.unavailable;
  void vscode.window.showErrorMessage(sentence ? sentenceText(sentence) : message);
}

async function agrees(host: string): Promise<boolean> {
  const read = vscode.l10n.t('Read GPUs');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Read the GPUs of {0}?', host),
    {
      modal: true,
      detail: vscode.l10n.t(
        'While somebody looks, a container runs there that sees all GPUs and the ids of all processes. It has no network and no rights beyond that, and goes with this window.',
      ),
    },
    read,
  );
  return answer === read;
}
