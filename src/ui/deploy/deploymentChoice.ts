import * as vscode from 'vscode';
import type { ModelFacts } from '../../deployment/imageRecipe.ts';
import type { ModelReport } from '../models/modelReport.ts';
import type { Parts } from '../parts.ts';
import { folderText } from '../project/folderText.ts';
import { showProjectErrors } from '../project/projectErrors.ts';
import type { ProjectFile } from '../project/projectFiles.ts';
import type { DeploymentChoice } from './chosenDeployment.ts';
import { deployedNow } from './deployedNow.ts';
import { newDeployment } from './newDeployment.ts';

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: DeploymentChoice | ProjectFile | 'new';
}

/**
 * Asks which deployment, or makes one.
 * @param wanted name of a deployment that is meant already, such as that of a row in the view.
 * @returns undefined when the user cancels.
 * @throws ProjectErrors when what could be meant stands in a `yolo.json` with errors, which is opened.
 */
export async function chooseDeployment(
  parts: Parts,
  title: string,
  wanted?: { readonly project: string; readonly deployment: string },
): Promise<DeploymentChoice | undefined> {
  const projects = await parts.projects.list();
  const saved = projects.flatMap(savedDeployments);
  const meant = saved.find(
    ({ project, name }) => project === wanted?.project && name === wanted.deployment,
  );
  if (meant) return meant;
  const broken = projects.filter(({ value }) => value === undefined);
  const [first] = broken;
  if (first && (wanted !== undefined || saved.length === 0)) return showProjectErrors(first.file);
  if (saved.length === 0) return newDeployment(parts, title, projects);
  const picked = await vscode.window.showQuickPick(choiceItems(parts, saved, broken), {
    title,
    placeHolder: vscode.l10n.t('Which deployment?'),
  });
  if (picked?.choice === undefined) return undefined;
  if (picked.choice === 'new') return newDeployment(parts, title, projects);
  return 'file' in picked.choice ? showProjectErrors(picked.choice.file) : picked.choice;
}

async function choiceItems(
  parts: Parts,
  saved: readonly DeploymentChoice[],
  broken: readonly ProjectFile[],
): Promise<ChoiceItem[]> {
  const known = await deployedNow(parts);
  const detail = ({ project, name }: DeploymentChoice): string => {
    const states = (known ?? [])
      .filter(({ labels }) => labels.project === project && labels.deployment === name)
      .map(({ state }) => state)
      .filter((state) => state !== 'exited');
    if (states.length === 0) return vscode.l10n.t('does not run');
    return states.every((state) => state === 'paused')
      ? vscode.l10n.t('is paused now, and is replaced once the new one is ready')
      : vscode.l10n.t('runs now, and is replaced once the new one is ready');
  };
  return [
    ...saved.map((choice) => ({
      label: choice.name,
      iconPath: new vscode.ThemeIcon('server-process'),
      description: descriptionOf(choice, saved),
      // An engine that does not answer leaves open what runs there.
      ...(known === undefined ? {} : { detail: detail(choice) }),
      choice,
    })),
    ...broken.map((choice) => ({
      label: vscode.workspace.asRelativePath(choice.file),
      iconPath: new vscode.ThemeIcon('warning'),
      description: vscode.l10n.t('has errors, so its deployments are not listed'),
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
}

/** What is to be deployed; with its folder where another project has such a deployment. */
function descriptionOf(choice: DeploymentChoice, all: readonly DeploymentChoice[]): string {
  const { project, name, entry, folder } = choice;
  const text = `${project} · ${entry.model} · ${entry.image}`;
  const alike = all.filter((other) => other.project === project && other.name === name);
  if (alike.length < 2 || folder === undefined) return text;
  return `${text} · ${folderText(vscode.Uri.file(folder))}`;
}

/** The deployments of a `yolo.json`; none where it has errors. */
function savedDeployments({ folder, value }: ProjectFile): DeploymentChoice[] {
  if (value === undefined) return [];
  return Object.entries(value.deployments).flatMap(([name, entry]) => {
    const model = value.models[entry.model];
    if (model === undefined) return [];
    const { weights: path, ...stated } = model;
    const weights = vscode.Uri.joinPath(folder, path).fsPath;
    const project = value.name;
    return [{ project, name, entry, weights, stated, folder: folder.fsPath, saved: true }];
  });
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
