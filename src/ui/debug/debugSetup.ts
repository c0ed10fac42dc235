import { join } from 'node:path';
import * as vscode from 'vscode';
import { type DebugMode, debuggerOf } from '../../deployment/debug/debugMode.ts';
import { nodeDebugMode } from '../../deployment/debug/nodeDebugMode.ts';
import { pythonDebugMode, scaffoldedPython } from '../../deployment/debug/pythonDebugMode.ts';
import type { DeploymentChoice } from '../deploy/chosenDeployment.ts';
import type { Parts } from '../parts.ts';
import { pythonDebugger } from './pythonDebugger.ts';
import { serverSources } from './serverSources.ts';

/**
 * How a deployment is debugged: finds the sources in the workspace, or offers to write them.
 * @returns undefined when the user cancels.
 */
export async function debugSetup(
  { context }: Parts,
  { entry, folder }: DeploymentChoice,
): Promise<DebugMode | undefined> {
  const root = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (root === undefined) throw new Error(vscode.l10n.t('Open a folder first.'));
  const { extensionPath } = context;
  return debuggerOf(entry.stack) === 'node'
    ? nodeSetup(root, join(extensionPath, 'dist', 'debug'))
    : pythonSetup(root, join(extensionPath, 'templates', 'python'));
}

async function nodeSetup(root: string, shipped: string): Promise<DebugMode | undefined> {
  const server = await serverSources(root, {
    from: join(shipped, 'server'),
    folder: 'yolo-server',
    entry: join('src', 'server', 'entry.ts'),
    beginning: join('src', 'server', 'routes', 'predict.ts'),
  });
  if (server === undefined) return undefined;
  return nodeDebugMode({ server, packages: join(shipped, 'packages') });
}

async function pythonSetup(root: string, shipped: string): Promise<DebugMode | undefined> {
  const debugpy = await pythonDebugger();
  if (debugpy === undefined) return undefined;
  const server =
    (await scaffoldedPython(root)) ??
    (await serverSources(root, {
      from: shipped,
      folder: 'yolo-server-python',
      entry: join('yolo_server', '__main__.py'),
      beginning: join('yolo_server', 'predict.py'),
    }));
  if (server === undefined) return undefined;
  return pythonDebugMode({ server, debugpy });
}
