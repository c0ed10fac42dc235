import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';
import { mayScaffold } from '../project/wizard/mayScaffold.ts';
import { type Scaffolded, scaffoldWizard } from '../project/wizard/scaffoldWizard.ts';

/** What takes a project further. */
const DEPLOY = 'yolo.deployToGpu';

/** Writes what a project needs to become a container: a Dockerfile, and `yolo.json` with a deployment. */
export async function scaffoldProject(parts: Parts): Promise<void> {
  if (!(await mayScaffold())) return;
  const scaffolded = await scaffoldWizard(parts);
  if (scaffolded === undefined) return;
  await showDeployment(scaffolded);
  void offerDeploy(scaffolded);
}

/** Opens `yolo.json` where the deployment stands. */
async function showDeployment({ file, deployment }: Scaffolded): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const offset = document.getText().lastIndexOf(`${JSON.stringify(deployment)}:`);
  const at = document.positionAt(Math.max(0, offset));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

async function offerDeploy({ project, deployment }: Scaffolded): Promise<void> {
  const sentence = vscode.l10n.t('{0} is ready to be deployed.', deployment);
  const deploy = vscode.l10n.t('Deploy to GPU');
  const answer = await vscode.window.showInformationMessage(sentence, deploy);
  if (answer === deploy) await vscode.commands.executeCommand(DEPLOY, { project, deployment });
}
