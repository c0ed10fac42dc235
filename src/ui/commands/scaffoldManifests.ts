import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { manifestFiles } from '../../kubernetes/manifestFiles.ts';
import { workloads } from '../../kubernetes/workload.ts';
import type { YoloJson } from '../../project/yoloJson.ts';
import type { Parts } from '../parts.ts';
import type { ReadyProject } from '../project/wizard/chooseProject.ts';
import { filesWizard, tellWritten } from '../project/wizard/filesWizard.ts';
import {
  type ClusterAnswers,
  gpuStep,
  registryStep,
  trialStep,
} from '../project/wizard/manifestSteps.ts';
import { mayScaffold } from '../project/wizard/mayScaffold.ts';
import type { Step } from '../project/wizard/steps.ts';

/** Folder beside `yolo.json`. */
const FOLDER = 'kubernetes';

/** Writes Kubernetes manifests for the deployments of a project. */
export async function scaffoldManifests(parts: Parts): Promise<void> {
  if (!(await mayScaffold())) return;
  const answers: ClusterAnswers = {};
  const written = await filesWizard(parts, {
    title: vscode.l10n.t('Scaffold Kubernetes Manifests'),
    steps: (project) => stepsFor(answers, project),
    texts: (project) => manifestTexts(parts, project, answers),
  });
  if (written === undefined) return;
  const readme = vscode.Uri.file(join(written.folder, FOLDER, 'README.md'));
  if (written.paths.length > 0) {
    await vscode.commands.executeCommand('markdown.showPreview', readme);
  }
  await tellWritten(written);
}

/**
 * Only questions that mean something for the project.
 * @throws ManifestError where none could be made, before anything is asked.
 */
function stepsFor(answers: ClusterAnswers, project: YoloJson): readonly Step[] {
  workloads(project, { sharing: 'whole' });
  const deployments = Object.values(project.deployments);
  const onGpu = deployments.some(({ gpu }) => gpu !== 'cpu');
  return [
    ...(onGpu ? [gpuStep(answers, project)] : []),
    ...(deployments.length > 1 ? [trialStep(answers, project)] : []),
    registryStep(answers),
  ];
}

async function manifestTexts(
  { context }: Parts,
  { value }: ReadyProject,
  { sharing = 'whole', profile, trial, registry }: ClusterAnswers,
): Promise<ReadonlyMap<string, string>> {
  const readme = join(context.extensionPath, 'templates', 'kubernetes', 'README.md');
  const files = manifestFiles(value, {
    gpu: { sharing, ...(profile !== undefined && { profile }) },
    ...(trial && { trial }),
    ...(registry && { registry }),
  });
  const all = [['README.md', await readFile(readme, 'utf8')] as const, ...files];
  return new Map(all.map(([path, text]) => [`${FOLDER}/${path}`, text]));
}
