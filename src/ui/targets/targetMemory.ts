import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';

const KEY = 'yolo.recentTargets';
const MOST = 8;

/** Which targets were chosen in this workspace, newest first; the first is the current one. */
export class TargetMemory implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #state: vscode.Memento;

  /** Fires when another target becomes the current one. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: vscode.Memento) {
    this.#state = workspaceState;
  }

  /** Ids, newest first. */
  get ids(): readonly string[] {
    const value: unknown = this.#state.get(KEY);
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  }

  /** Makes a target the current one. */
  async choose(id: string): Promise<void> {
    if (this.ids[0] === id) return;
    const ids = [id, ...this.ids.filter((other) => other !== id)].slice(0, MOST);
    await this.#state.update(KEY, ids);
    this.#changed.fire();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
