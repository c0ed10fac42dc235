import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { freeName, nameFrom, repositoryFrom } from '../../../project/names.ts';
import { type PlannedFile, planScaffold } from '../../../project/scaffold/plan.ts';
import { ScaffoldError } from '../../../project/scaffold/scaffoldError.ts';
import { listStacks } from '../../../project/scaffold/stacks.ts';
import { type Decision, writeScaffold } from '../../../project/scaffold/writeScaffold.ts';
import type { DeploymentEntry, Stack } from '../../../project/yoloJson.ts';
import type { Parts } from '../../parts.ts';
import { sentenceText } from '../../sentenceText.ts';
import { FILE_NAME } from '../projectDocument.ts';
import { showProjectErrors } from '../projectErrors.ts';
import type { Answers } from './answers.ts';
import { previewPlan } from './previewPlan.ts';
import { deviceStep, nameStep, portStep, stackStep } from './scaffoldSteps.ts';
import { BACK, runSteps, type Step } from './steps.ts';
import { folderName, targetFolder } from './targetFolder.ts';
import { askWeights } from './weightsStep.ts';

/** What was scaffolded. */
export interface Scaffolded {
  readonly file: vscode.Uri;
  readonly project: string;
  readonly deployment: string;
  /** Paths that were written. */
  readonly written: readonly string[];
}

/** What the last step found out. */
interface Outcome {
  plan: readonly PlannedFile[];
  decisions: ReadonlyMap<string, Decision>;
}

/**
 * Asks for everything, shows what would be written, and writes it.
 * @returns undefined when the user cancels; then nothing was written.
 * @throws Error with a sentence when it cannot be written; then nothing was either.
 */
export async function scaffoldWizard(parts: Parts): Promise<Scaffolded | undefined> {
  const templates = join(parts.context.extensionPath, 'templates');
  const stacks = await listStacks(templates);
  const answers: Answers = {};
  const outcome: Partial<Outcome> = {};
  const title = vscode.l10n.t('Scaffold Project');
  const steps = [
    weightsStep(parts, answers),
    nameStep(answers),
    stackStep(answers, stacks),
    deviceStep(answers),
    portStep(answers),
    previewStep(templates, answers, outcome),
  ];
  try {
    if (!(await runSteps(title, steps))) return undefined;
    const { folder = '', name = '' } = answers;
    const { plan = [], decisions = new Map() } = outcome;
    const written = await writeScaffold(folder, plan, decisions);
    const file = vscode.Uri.file(join(folder, FILE_NAME));
    return { file, project: projectName(answers), deployment: name, written };
  } catch (error) {
    throw error instanceof ScaffoldError
      ? new Error(sentenceText(error.sentence), { cause: error })
      : error;
  }
}

function weightsStep(parts: Parts, answers: Answers): Step {
  return async (place) => {
    const picked = await askWeights(parts, place, answers.weights);
    if (!(picked instanceof vscode.Uri)) return picked;
    const target = await targetFolder(parts.projects, picked.fsPath);
    if (target === undefined) return undefined;
    if (target.project && target.project.value === undefined) {
      return showProjectErrors(target.project.file);
    }
    if (picked.fsPath !== answers.weights) delete answers.name;
    answers.weights = picked.fsPath;
    answers.folder = target.folder;
    answers.existing = target.project?.value;
    return true;
  };
}

function previewStep(templates: string, answers: Answers, outcome: Partial<Outcome>): Step {
  return async (place) => {
    const { folder = '', weights = '', name = '', device = 'cpu' } = answers;
    const entry = entryOf(answers);
    const project = projectName(answers);
    const plan = await planScaffold({ folder, templates, device, project, name, entry, weights });
    const decisions = await previewPlan(place, folder, plan);
    if (decisions === undefined || decisions === BACK) return decisions;
    Object.assign(outcome, { plan, decisions });
    return true;
  };
}

function projectName({ existing, folder = '' }: Answers): string {
  return existing?.name ?? nameFrom(folderName(folder));
}

function entryOf(answers: Answers): DeploymentEntry {
  const { name = '', stack, device, port } = answers;
  return {
    model: modelKey(answers),
    stack: (stack?.name ?? 'onnx') as Stack,
    image: `${repositoryFrom(projectName(answers))}:${name}`,
    gpu: device === 'cpu' ? 'cpu' : 'auto',
    ...(port !== undefined && { port }),
  };
}

/** The key of the model of these weights, or a new one. */
function modelKey({ existing, folder = '', weights = '' }: Answers): string {
  const models = Object.entries(existing?.models ?? {});
  const known = models.find(([, model]) => join(folder, model.weights) === weights);
  if (known) return known[0];
  return freeName(
    nameFrom(basename(weights).replace(/\.[^.]+$/, ''), 'model'),
    models.map(([key]) => key),
  );
}
