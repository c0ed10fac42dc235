import * as vscode from 'vscode';
import type { DebugMode } from '../../deployment/debug/debugMode.ts';

/** Milliseconds after which a lost connection is tried again; it waits for the server by itself. */
const AGAIN_MS = 100;

/** What VS Code's debugger is to attach to. */
export interface Attached {
  /** Name of the deployment. */
  readonly name: string;
  readonly mode: DebugMode;
  /** Port on this machine's loopback. */
  readonly port: number;
}

/** How VS Code's debugger of the language attaches. */
export function attachConfiguration(attached: Attached): vscode.DebugConfiguration {
  const { mode, port } = attached;
  const { from: localRoot, to: remoteRoot } = mode.sources;
  const name = vscode.l10n.t('{0} in its container', attached.name);
  if (mode.kind === 'node') {
    return {
      name,
      type: 'node',
      request: 'attach',
      address: '127.0.0.1',
      port,
      localRoot,
      remoteRoot,
      restart: { delay: AGAIN_MS, maxAttempts: null },
      skipFiles: ['<node_internals>/**', `${mode.root}/node_modules/**`],
      // They run as they are; and what starts other processes in there knows no file from here.
      sourceMaps: false,
      autoAttachChildProcesses: false,
    };
  }
  return {
    name,
    type: 'debugpy',
    request: 'attach',
    connect: { host: '127.0.0.1', port },
    pathMappings: [{ localRoot, remoteRoot }],
    justMyCode: true,
  };
}
