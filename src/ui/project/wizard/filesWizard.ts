import * as vscode from 'vscode';
import type { PlannedFile } from '../../../project/scaffold/plan.ts';
import { planFiles } from '../../../project/scaffold/planFiles.ts';
import { ScaffoldError } from '../../../project/scaffold/scaffoldError.ts';
import { type Decision, writeScaffold } from '../../../project/scaffold/writeScaffold.ts';
import type { YoloJson } from '../../../project/yoloJson.ts';
import type { Parts } from '../../parts.ts';
import { sentenceText } from '../../sentenceText.ts';
import { chooseProject, type ReadyProject } from './chooseProject.ts';
import { previewPlan } from './previewPlan.ts';
import { BACK, runSteps, type Step } from './steps.ts';

/** Files that are made from a project. */
export interface FilesOfProject {
  readonly title: string;
  /** What is asked of a project. */
  readonly steps: (project: YoloJson) => readonly Step[];
  /** The files' texts by path from the folder of `yolo.json` on. */
  readonly texts: (project: ReadyProject) => Promise<ReadonlyMap<string, string>>;
}

/** What was written where. */
export interface WrittenFiles {
  readonly folder: string;
  readonly paths: readonly string[];
}

/**
 * Asks for a project and what else is needed, shows what would be written, and writes it.
 * @returns undefined when the user cancels, or there is no project; then nothing was written.
 * @throws Error with a sentence when it cannot be written; then nothing was either.
 */
export async function filesWizard(
  parts: Parts,
  { title, steps, texts }: FilesOfProject,
): Promise<WrittenFiles | undefined> {
  const project = await chooseProject(parts, title);
  if (project === undefined) return undefined;
  const { folder } = project;
  let plan: readonly PlannedFile[] = [];
  let decisions: ReadonlyMap<string, Decision> = new Map();
  const preview: Step = async (place) => {
    plan = await planFiles(folder, await texts(project));
    const answer = await previewPlan(place, folder, plan);
    if (answer === undefined || answer === BACK) return answer;
    decisions = answer;
    return true;
  };
  try {
    if (!(await runSteps(title, [...steps(project.value), preview]))) return undefined;
    return { folder, paths: await writeScaffold(folder, plan, decisions) };
  } catch (error) {
    throw error instanceof ScaffoldError
      ? new Error(sentenceText(error.sentence), { cause: error })
      : error;
  }
}

/** Says what was written. */
export async function tellWritten({ paths }: WrittenFiles): Promise<void> {
  const sentence =
    paths.length === 0
      ? vscode.l10n.t('Nothing was written: every file stays as it was.')
      : paths.length === 1
        ? vscode.l10n.t('{0} was written.', paths[0] ?? '')
        : vscode.l10n.t('{0} files were written.', paths.length);
  await vscode.window.showInformationMessage(sentence);
}
