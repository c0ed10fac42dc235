import * as vscode from 'vscode';
import { assertUsableWeights } from '../../project/usableWeights.ts';
import type { DeploymentChoice } from './chosenDeployment.ts';

/** Makes sure that the weights of a deployment may be used. @throws SentenceError where they may not. */
export function assertChosenWeights({ name, weights, folder, saved }: DeploymentChoice) {
  const place = saved && folder !== undefined ? folder : undefined;
  const workspace =
    place && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(place))?.uri.fsPath;
  return assertUsableWeights({ deployment: name, path: weights, workspace: workspace ?? place });
}
