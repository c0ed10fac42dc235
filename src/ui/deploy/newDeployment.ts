import { basename } from 'node:path';
import * as vscode from 'vscode';
import { freeName, isName, nameFrom, repositoryFrom } from '../../project/names.ts';
import { pickModel } from '../models/pickModel.ts';
import type { Parts } from '../parts.ts';
import { nearestProject } from '../project/nearestProject.ts';
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
  const root = vscode.workspace.getWorkspaceFolder(model) ?? vscode.workspace.workspaceFolders?.[0];
  const existing = projectOf(model, projects);
  const project = existing?.value?.name ?? nameFrom(root?.name ?? 'yolo');
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

/**
 * The project that a deployment of these weights belongs to: of those that can be read the nearest above
 * them; the first one, where they lie in no folder of the workspace.
 */
function projectOf(weights: vscode.Uri, projects: readonly ProjectFile[]): ProjectFile | undefined {
  const ready = projects.filter(({ value }) => value !== undefined);
  if (vscode.workspace.getWorkspaceFolder(weights) === undefined) return ready[0];
  return nearestProject(ready, weights.fsPath);
}
