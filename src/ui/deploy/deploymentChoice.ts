import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ModelFacts } from '../../deployment/imageRecipe.ts';
import { isName, nameFrom } from '../../project/names.ts';
import type { DeploymentEntry, ModelStatement, Stack } from '../../project/yoloJson.ts';
import type { ModelReport } from '../models/modelReport.ts';
import { pickModel } from '../models/pickModel.ts';
import type { Parts } from '../parts.ts';
import { isPyTorch } from '../project/wizard/weightsStep.ts';

/** What is to be deployed, from `yolo.json` or made up on the spot. */
export interface DeploymentChoice {
  readonly project: string;
  readonly name: string;
  readonly entry: DeploymentEntry;
  /** Absolute path of the weights. */
  readonly weights: string;
  /** What `yolo.json` states of the model beside its weights. */
  readonly stated: ModelStatement;
  /** Folder of `yolo.json`; its Dockerfile is built where it has one. */
  readonly folder: string | undefined;
  /** Whether `yolo.json` has it already. */
  readonly saved: boolean;
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: DeploymentChoice | 'new';
}

/**
 * Asks which deployment, or makes one.
 * @param wanted name of a deployment that is meant already, such as that of a row in the view.
 * @returns undefined when the user cancels.
 */
export async function chooseDeployment(
  parts: Parts,
  title: string,
  wanted?: { readonly project: string; readonly deployment: string },
): Promise<DeploymentChoice | undefined> {
  const saved = await savedDeployments(parts);
  const meant = saved.find(
    ({ project, name }) => project === wanted?.project && name === wanted.deployment,
  );
  if (meant) return meant;
  if (saved.length === 0) return newDeployment(parts, title);
  const running = new Set(
    parts.engine.view.replicas.map(({ labels }) => `${labels.project}/${labels.deployment}`),
  );
  const items: ChoiceItem[] = [
    ...saved.map((choice) => ({
      label: choice.name,
      iconPath: new vscode.ThemeIcon('server-process'),
      description: `${choice.project} · ${choice.entry.model} · ${choice.entry.image}`,
      detail: running.has(`${choice.project}/${choice.name}`)
        ? vscode.l10n.t('runs now, and is replaced once the new one is ready')
        : vscode.l10n.t('does not run'),
      choice,
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('New Deployment…'),
      iconPath: new vscode.ThemeIcon('add'),
      choice: 'new',
      alwaysShow: true,
    },
  ];
  const placeHolder = vscode.l10n.t('Which deployment?');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (picked?.choice === 'new') return newDeployment(parts, title);
  return picked?.choice;
}

/** The deployments of every `yolo.json` of the workspace that can be read. */
async function savedDeployments({ projects }: Parts): Promise<DeploymentChoice[]> {
  return (await projects.list()).flatMap(({ folder, value }) => {
    if (value === undefined) return [];
    return Object.entries(value.deployments).flatMap(([name, entry]) => {
      const model = value.models[entry.model];
      if (model === undefined) return [];
      const { weights: path, ...stated } = model;
      const weights = vscode.Uri.joinPath(folder, path).fsPath;
      const project = value.name;
      return [{ project, name, entry, weights, stated, folder: folder.fsPath, saved: true }];
    });
  });
}

async function newDeployment(parts: Parts, title: string): Promise<DeploymentChoice | undefined> {
  const model = await pickModel(parts, { title, runnable: true });
  if (model === undefined) return undefined;
  const stem = nameFrom(basename(model.fsPath).replace(/\.[^.]+$/, ''));
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Name of the deployment'),
    value: stem,
    validateInput: (text) =>
      isName(text)
        ? undefined
        : vscode.l10n.t(
            'Small letters, digits, “.”, “_” and “-”, beginning with a letter or digit.',
          ),
  });
  if (name === undefined) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0];
  const [existing] = await parts.projects.list();
  const project = existing?.value?.name ?? nameFrom(folder?.name ?? 'yolo');
  return {
    project,
    name,
    entry: { model: stem, stack: 'onnx', image: `${project}:${name}` },
    weights: model.fsPath,
    stated: (await parts.statedModels.of(model.fsPath)) ?? {},
    folder: existing?.folder.fsPath,
    saved: false,
  };
}

/**
 * Why a stack cannot run weights, as far as their file tells; undefined when it may. What is in a
 * PyTorch file shows when the Python stacks load it.
 */
export function problemFor({ path, problem }: ModelReport, stack: Stack): string | undefined {
  return stack !== 'onnx' && isPyTorch(path) ? undefined : problem?.sentence;
}

/** What is known of a model without running it, for the labels of its image. */
export function modelFacts({ path, spec, stated }: ModelReport): ModelFacts {
  const { family, task, names } = { ...stated, ...spec };
  return {
    path,
    ...(family !== undefined && { family }),
    ...(task !== undefined && { task }),
    ...(names !== undefined && { labelCount: names.length }),
  };
}
