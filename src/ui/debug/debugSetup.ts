import { join } from 'node:path';
import * as vscode from 'vscode';
import { type DebugMode, debuggerOf } from '../../deployment/debug/debugMode.ts';
import { nodeDebugMode } from '../../deployment/debug/nodeDebugMode.ts';
import type { DeploymentChoice } from '../deploy/deploymentChoice.ts';
import type { Parts } from '../parts.ts';
import { serverSources } from './serverSources.ts';

/** How a deployment is debugged, and where its sources are in the workspace. */
export interface DebugSetup {
  readonly mode: DebugMode;
  readonly localRoot: string;
}

/**
 * Finds the sources that are debugged, or offers to write them.
 * @returns undefined when the user cancels.
 */
export async function debugSetup(
  { context }: Parts,
  { entry, folder }: DeploymentChoice,
): Promise<DebugSetup | undefined> {
  const root = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (root === undefined) throw new Error(vscode.l10n.t('Open a folder first.'));
  if (debuggerOf(entry.stack) === 'python') {
    throw new Error(vscode.l10n.t('Only servers of the stack “onnx” can be debugged so far.'));
  }
  const shipped = join(context.extensionPath, 'dist', 'debug');
  const server = await serverSources(root, join(shipped, 'server'));
  if (server === undefined) return undefined;
  const mode = nodeDebugMode({ server, packages: join(shipped, 'packages') });
  return { mode, localRoot: server };
}
