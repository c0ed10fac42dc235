import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';
import { localTargetId } from '../targets/localTarget.ts';
import { modelArgument } from './modelArgument.ts';

/** Makes a model file the current model, or says why it cannot be. */
export async function useModel(parts: Parts, argument: unknown): Promise<void> {
  const model = modelArgument(parts, argument);
  if (model === undefined) {
    await vscode.commands.executeCommand('yolo.selectModel');
    return;
  }
  const path = model.fsPath;
  if (!vscode.workspace.isTrusted && !(await parts.bundled.includes(path))) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const sentence = vscode.l10n.t('Models of a workspace run only where it is trusted.');
    const answer = await vscode.window.showWarningMessage(sentence, manage);
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const { problem } = await parts.reports.read(path);
  if (problem !== undefined) throw new Error(problem.sentence);
  await parts.memory.choose(localTargetId(path));
}
