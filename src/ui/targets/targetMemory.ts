import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';

const KEY = 'yolo.recentTargets';
const FOR_ALL = 'yolo.targetForAll';
const TASK = 'yolo.currentTask';
const MOST = 8;

/** A choice that every panel follows; a larger revision is a newer one. */
export interface ChoiceForAll {
  readonly target: string;
  readonly revision: number;
}

/** Which targets were chosen in this workspace, newest first; the first is the current one. */
export class TargetMemory implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #state: vscode.Memento;

  /** Fires when a target is chosen. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: vscode.Memento) {
    this.#state = workspaceState;
  }

  /** Ids, newest first. */
  get ids(): readonly string[] {
    const value: unknown = this.#state.get(KEY);
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  }

  /** What was chosen last for all panels; null before anything was. */
  get forAll(): ChoiceForAll | null {
    const value = this.#state.get<Partial<ChoiceForAll>>(FOR_ALL);
    const { target, revision } = value ?? {};
    return typeof target === 'string' && typeof revision === 'number' ? { target, revision } : null;
  }

  /** The task of the current target as it was known last, also once its model is gone. */
  get task(): string | undefined {
    const value = this.#state.get<{ id?: unknown; task?: unknown }>(TASK);
    return value?.id === this.ids[0] && typeof value?.task === 'string' ? value.task : undefined;
  }

  /** Takes note of the current target's task. */
  async learn(task: string): Promise<void> {
    const [id] = this.ids;
    if (id !== undefined && this.task !== task) await this.#state.update(TASK, { id, task });
  }

  /**
   * Makes a target the current one.
   * @param where one panel may choose for itself and for what is opened later: others stay as they are.
   */
  async choose(id: string, where: 'everywhere' | 'panel' = 'everywhere'): Promise<void> {
    const { ids } = this;
    if (where === 'panel' && ids[0] === id) return;
    await this.#state.update(KEY, [id, ...ids.filter((other) => other !== id)].slice(0, MOST));
    // Also where it is the current one already: a panel may have chosen another since.
    const revision = (this.forAll?.revision ?? 0) + 1;
    if (where === 'everywhere') await this.#state.update(FOR_ALL, { target: id, revision });
    this.#changed.fire();
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
