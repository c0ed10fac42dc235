import * as vscode from 'vscode';
import { DeployError, lastError } from '../../deployment/startFailure.ts';
import { BuildFailure } from '../../engine/buildFailure.ts';
import { EngineError } from '../../engine/engineError.ts';
import { errorText } from '../errorText.ts';
import type { Parts } from '../parts.ts';
import { ExportNeeded } from './exportNeeded.ts';
import { showFailedLog } from './failedLog.ts';

/** What failed. */
export interface Failed {
  /** A deployment or an image, by name. */
  readonly subject: string;
  /** The sentence that says so. */
  readonly failed: string;
}

/**
 * Tells why a build or deployment failed, with the log at hand. Errors of other kinds are thrown on.
 */
export async function tellFailure(
  parts: Parts,
  { subject, failed }: Failed,
  error: unknown,
): Promise<void> {
  if (error instanceof ExportNeeded) {
    const exportIt = vscode.l10n.t('Export to ONNX');
    const told = `${failed} ${errorText(error)}`;
    const answer = await vscode.window.showErrorMessage(told, exportIt);
    if (answer !== exportIt) return;
    await vscode.commands.executeCommand('yolo.exportToOnnx', vscode.Uri.file(error.weights));
    return;
  }
  if (!(error instanceof EngineError || error instanceof DeployError)) throw error;
  const sentence = errorText(error);
  if (error instanceof BuildFailure) {
    // A step of ours says itself what is wrong, as a server does in its log.
    const own = lastError(error.output);
    const told = own === undefined ? sentence : `${failed} ${own}`;
    const log = vscode.l10n.t('Show Build Log');
    const problem = vscode.l10n.t('Show Problem');
    const buttons = own === undefined ? [log, problem] : [log];
    const answer = await vscode.window.showErrorMessage(told, ...buttons);
    if (answer === log) parts.builder.showLog();
    if (answer === problem) await vscode.commands.executeCommand('workbench.action.problems.focus');
    return;
  }
  const lines = error instanceof DeployError ? error.log : [];
  const log = vscode.l10n.t('Show Log');
  const buttons = lines.length > 0 ? [log] : [];
  const answer = await vscode.window.showErrorMessage(`${failed} ${sentence}`, ...buttons);
  if (answer === log) await showFailedLog(parts.context, subject, lines);
}
