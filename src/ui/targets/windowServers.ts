import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Client } from '../../contract/client.ts';
import type { LocalServers } from '../../deployment/local/localServers.ts';
import type { ModelStatements } from '../models/modelReports.ts';
import { idleMs, threads } from '../settings.ts';
import type { ServerPhases } from './serverPhases.ts';

/** The local servers of this window; nothing is loaded or started before somebody connects. */
export class WindowServers {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #phases: ServerPhases;
  readonly #stated: ModelStatements;
  #servers: Promise<LocalServers> | undefined;
  #disposed = false;

  constructor(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    phases: ServerPhases,
    stated: ModelStatements,
  ) {
    this.#stated = stated;
    this.#context = context;
    this.#log = log;
    this.#phases = phases;
  }

  /** A client of the server of this model as `yolo.json` states it. @see LocalServers.connect */
  async connect(model: string, signal?: AbortSignal): Promise<Client> {
    this.#servers ??= this.#load();
    const servers = await this.#servers;
    const { inTheirLanguage } = await import('./localServerLanguage.ts');
    try {
      const { modelVariables } = await import('../../deployment/modelVariables.ts');
      const stated = (await this.#stated.of(model)) ?? {};
      return await servers.connect(model, signal, modelVariables(stated));
    } catch (error) {
      throw inTheirLanguage(error);
    }
  }

  /** Ends the servers in good order. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await (await this.#servers)?.dispose();
  }

  async #load(): Promise<LocalServers> {
    const { LocalServers } = await import('../../deployment/local/localServers.ts');
    const { inTheirLanguage } = await import('./localServerLanguage.ts');
    const { extensionPath, globalStorageUri } = this.#context;
    const servers = new LocalServers({
      script: join(extensionPath, 'dist', 'server.js'),
      socketFolder: join(globalStorageUri.fsPath, 'sockets'),
      log: (level, message) => this.#log[level](message),
      threads,
      idleMs,
      onPhase: (model, phase, error) =>
        this.#phases.set(model, phase, error && inTheirLanguage(error)),
    });
    // The window closed while this was read.
    if (this.#disposed) await servers.dispose();
    return servers;
  }
}
