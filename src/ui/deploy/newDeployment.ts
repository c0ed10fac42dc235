import { basename } from 'node:path';
import * as vscode from 'vscode';
import { freeName, isName, nameFrom, repositoryFrom } from '../../project/names.ts';
import { pickModel } from '../models/pickModel.ts';
import type { Parts } from '../parts.ts';
import type { ProjectFile } from '../project/projectFiles.ts';
import type { DeploymentChoice } from './chosenDeployment.ts';
import { deployedNow } from './deployedNow.ts';

/**
 * Makes up a deployment: asks for the model and a name that no other has.
 * @returns undefined when the user cancels.
 */
export async function newDeployment(
  parts: Parts,
  title: string,
  projects: readonly ProjectFile[],
): Promise<DeploymentChoice | undefined> {
  const model = await pickModel(parts, { title, runnable: true });
  if (model === undefined) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0];
  const existing = projects.find(({ value }) => value !== undefined);
  const project = existing?.value?.name ?? nameFrom(folder?.name ?? 'yolo');
  const saved = Object.keys(existing?.value?.deployments ?? {});
  const deployed = ((await deployedNow(parts)) ?? [])
    .filter(({ labels }) => labels.project === project)
    .map(({ labels }) => labels.deployment);
  const stem = nameFrom(basename(model.fsPath).replace(/\.[^.]+$/, ''));
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Name of the deployment'),
    value: freeName(stem, [...saved, ...deployed]),
    validateInput: (text) => {
      if (saved.includes(text)) return vscode.l10n.t('yolo.json has a deployment of this name.');
      if (deployed.includes(text)) {
        return vscode.l10n.t(
          'A deployment of this name exists; remove it first, or choose another.',
        );
      }
      return isName(text)
        ? undefined
        : vscode.l10n.t(
            'Small letters, digits, “.”, “_” and “-”, beginning with a letter or digit.',
          );
    },
  });
  if (name === undefined) return undefined;
  return {
    project,
    name,
    entry: { model: stem, stack: 'onnx', image: `${repositoryFrom(project)}:${name}` },
    weights: model.fsPath,
    stated: (await parts.statedModels.of(model.fsPath)) ?? {},
    folder: existing?.folder.fsPath,
    saved: false,
  };
}
