import { join } from 'node:path';
import type * as vscode from 'vscode';
import { LocalServers } from '../../deployment/local/localServers.ts';
import { idleMs, threads } from '../settings.ts';
import type { ServerPhases } from './serverPhases.ts';

/** The local servers of this window; nothing starts before somebody connects. */
export function windowServers(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  phases: ServerPhases,
): LocalServers {
  return new LocalServers({
    script: join(context.extensionPath, 'dist', 'server.js'),
    socketFolder: join(context.globalStorageUri.fsPath, 'sockets'),
    log: (level, message) => log[level](message),
    threads,
    idleMs,
    onPhase: (model, phase, error) => phases.set(model, phase, error),
  });
}
