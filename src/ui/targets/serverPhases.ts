import * as vscode from 'vscode';
import type { ServerPhase } from '../../deployment/local/localServer.ts';
import { Disposables } from '../disposables.ts';

/** What the server of a model does, and why it failed if it did. */
export interface ServerState {
  readonly phase: ServerPhase;
  readonly error: Error | undefined;
}

/** What the local servers do now, for those who show it. */
export class ServerPhases implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #states = new Map<string, ServerState>();

  readonly onDidChange = this.#changed.event;

  /** @param model real path of the model. */
  of(model: string): ServerState {
    return this.#states.get(model) ?? { phase: 'stopped', error: undefined };
  }

  set(model: string, phase: ServerPhase, error: Error | undefined): void {
    this.#states.set(model, { phase, error });
    this.#changed.fire();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
