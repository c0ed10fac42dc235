import * as vscode from 'vscode';
import type { ReplicaDevice } from '../../deployment/deploymentSpec.ts';
import type { Started } from '../../deployment/startReplica.ts';
import { memoryText } from '../../gpu/memoryText.ts';
import type { Parts } from '../parts.ts';
import type { DeploymentChoice } from './chosenDeployment.ts';

const MIB = 2 ** 20;

/** Says that a deployment is ready and what can be done with it now. */
export async function offerNext(
  parts: Parts,
  choice: DeploymentChoice & { readonly devices: readonly ReplicaDevice[] },
  started: readonly Started[],
): Promise<void> {
  const where = started.map(({ port }) => `127.0.0.1:${port}`).join(', ');
  const wantedGpu = started.some(({ replica }) => choice.devices[replica]?.kind === 'gpu');
  if (wantedGpu && started.some(({ provider }) => provider === 'cpu')) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} was given a GPU but computes on the CPU: its image lacks ONNX Runtime’s CUDA libraries, or the driver is too old for them. Its log says which.',
        choice.name,
      ),
    );
  }
  const ready = vscode.l10n.t('{0} is ready at {1}.', choice.name, where);
  const limit = started[0]?.limitMib;
  const held =
    limit === undefined
      ? ready
      : vscode.l10n.t('{0} The driver holds it to {1}.', ready, memoryText(limit * MIB));
  const detect = vscode.l10n.t('Detect');
  const save = vscode.l10n.t('Save to yolo.json');
  const answer = await vscode.window.showInformationMessage(
    held,
    ...(choice.saved || vscode.workspace.workspaceFolders === undefined
      ? [detect]
      : [detect, save]),
  );
  if (answer === detect) {
    await vscode.commands.executeCommand('yolo.detectWith', {
      project: choice.project,
      deployment: choice.name,
      replica: 0,
    });
  }
  if (answer === save) await parts.projects.add(choice);
}
