import * as vscode from 'vscode';
import { containerUse } from '../../gpu/containerUse.ts';
import { budgetText, suggestBudget } from '../../gpu/suggestBudget.ts';
import { isVram, vramBytes } from '../../project/vramBytes.ts';
import { chosenReplicas } from '../deployments/chosenReplicas.ts';
import { requireTrust } from '../deployments/requireTrust.ts';
import { exactMemory } from '../gpus/gpuText.ts';
import type { Parts } from '../parts.ts';
import { mustBeSaved } from '../project/mustBeSaved.ts';

const MIB = 2 ** 20;

/** Writes a larger budget of video memory into `yolo.json`, and offers to deploy again with it. */
export async function raiseBudget(parts: Parts, argument: unknown): Promise<void> {
  requireTrust();
  const title = vscode.l10n.t('Raise Budget');
  const [replica] = await chosenReplicas(parts, 'budget', title, argument);
  if (replica === undefined) return;
  const { project, deployment, vramMib, gpu } = replica.labels;
  const file = (await parts.projects.list()).find(
    ({ value }) => value?.name === project && value.deployments[deployment] !== undefined,
  );
  const entry = file?.value?.deployments[deployment];
  if (file === undefined || entry === undefined) {
    throw new Error(
      vscode.l10n.t(
        '{0} is in no yolo.json of this workspace, where its budget would stand. Open the folder that it was deployed from.',
        deployment,
      ),
    );
  }
  // Nobody is asked for what could not be written then.
  mustBeSaved(file.file);
  const state = await parts.gpus.sampleOnce();
  const use = state.ok
    ? containerUse(state.snapshot, { containerId: replica.id, uuid: gpu })
    : undefined;
  const total = use?.totalBytes;
  const suggested = suggestBudget(vramMib * MIB, use?.vramBytes, total);
  const vram = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'Video memory for each container of {0}: it uses {1}, its budget is {2}.',
      deployment,
      exactMemory(use?.vramBytes),
      exactMemory(vramMib * MIB),
    ),
    value: budgetText(suggested),
    validateInput: (text) => problemOf(text, total),
  });
  if (vram === undefined) return;
  await parts.projects.setVram(file.file, deployment, vram);
  const again = vscode.l10n.t('Deploy Again');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The budget of {0} is {1} in yolo.json. What runs keeps the old one until it is deployed again.',
      deployment,
      vram,
    ),
    again,
  );
  if (answer === again) {
    await vscode.commands.executeCommand('yolo.deployToGpu', { project, deployment });
  }
}

function problemOf(text: string, total: number | undefined): string | undefined {
  if (!isVram(text)) return vscode.l10n.t('Such as 6GiB, 512MiB or 40%.');
  const bytes = vramBytes(text, total);
  if (bytes === undefined || total === undefined || bytes <= total) return undefined;
  return vscode.l10n.t('The card has only {0}.', exactMemory(total));
}
