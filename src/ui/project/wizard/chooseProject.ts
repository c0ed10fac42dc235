import { join } from 'node:path';
import * as vscode from 'vscode';
import type { YoloJson } from '../../../project/yoloJson.ts';
import type { Parts } from '../../parts.ts';
import { FILE_NAME } from '../projectDocument.ts';
import { showProjectErrors } from '../projectErrors.ts';

/** A project without errors, and its folder. */
export interface ReadyProject {
  /** Absolute path of the folder of `yolo.json`. */
  readonly folder: string;
  readonly value: YoloJson;
}

/**
 * The project that something is to be made of: asks where the workspace has several, and says why
 * where it has none.
 * @returns undefined when the user cancels, or there is none.
 * @throws ProjectErrors where every file has errors.
 */
export async function chooseProject(
  { projects }: Parts,
  title: string,
): Promise<ReadyProject | undefined> {
  const all = await projects.list();
  const ready = all.flatMap(({ folder, value }) =>
    value === undefined ? [] : [{ folder: folder.fsPath, value }],
  );
  if (ready.length > 0) return ready.length === 1 ? ready[0] : ask(ready, title);
  const [broken] = all;
  if (broken === undefined) {
    await offerScaffolding();
    return undefined;
  }
  return showProjectErrors(broken.file);
}

async function ask(
  projects: readonly ReadyProject[],
  title: string,
): Promise<ReadyProject | undefined> {
  const items = projects.map((project) => ({
    label: project.value.name,
    description: vscode.workspace.asRelativePath(join(project.folder, FILE_NAME)),
    iconPath: new vscode.ThemeIcon('project'),
    project,
  }));
  const placeHolder = vscode.l10n.t('Which project?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.project;
}

async function offerScaffolding(): Promise<void> {
  const sentence = vscode.l10n.t(
    'There is no yolo.json in this workspace, which says what is deployed; scaffold a project first.',
  );
  const scaffold = vscode.l10n.t('Scaffold Project');
  const answer = await vscode.window.showInformationMessage(sentence, scaffold);
  if (answer === scaffold) await vscode.commands.executeCommand('yolo.scaffoldProject');
}
