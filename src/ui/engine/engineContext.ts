import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import type { CurrentEngine, EngineView } from './currentEngine.ts';

/** The context key by which the manifest chooses what the empty view says. */
const KEY = 'yolo.engine.state';

/** Tells VS Code's `when` clauses how it stands with the engine, and the log when it changes. */
export class EngineContext implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #log: vscode.LogOutputChannel;
  #state = '';

  constructor(engine: CurrentEngine, log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#parts.add(engine.onDidChange(() => this.#update(engine.view)));
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #update({ connection, listed, address }: EngineView): void {
    const state = stateOf(connection, listed);
    if (state === this.#state) return;
    this.#state = state;
    void vscode.commands.executeCommand('setContext', KEY, state);
    if (connection.state === 'failed') this.#log.warn(`Docker: ${errorText(connection.error)}`);
    if (state === 'connected') this.#log.info(`Docker: connected (${address?.origin ?? ''})`);
  }
}

/** `connected` once the list is there, `connecting`, or the reason of the failure. */
function stateOf(connection: EngineView['connection'], listed: boolean): string {
  if (connection.state === 'failed') return connection.error.reason;
  return connection.state === 'connected' && listed ? 'connected' : 'connecting';
}
