import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { Disposables } from '../disposables.ts';
import { containerTargetId, type ReplicaKey, replicaKey } from '../targets/containerTargetId.ts';
import type { TargetMemory } from '../targets/targetMemory.ts';

/** What debugging tells the status bar. */
export interface GpuFocus {
  /**
   * A container is being debugged from now on; the newest such is in focus.
   * @param containerId 64 hexadecimal digits.
   * @returns ends it.
   */
  debugging(containerId: string): vscode.Disposable;
}

/** The pinned container, as the id of its target: what replaces it is meant as well. */
const KEY = 'yolo.pinnedContainer';

/** Which container the status bar speaks of: being debugged, else pinned, else used last. */
export class ContainerFocus implements GpuFocus, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #state: vscode.Memento;
  readonly #memory: TargetMemory;
  #shown: string | undefined;
  readonly #debugged: { readonly containerId: string }[] = [];

  readonly #shownChanged = this.#parts.add(new vscode.EventEmitter<void>());

  /** Fires when the status bar begins or ceases to show a container's figures. */
  readonly onDidShow = this.#shownChanged.event;

  /** Fires when another container may be in focus. */
  readonly onDidChange = this.#changed.event;

  constructor(workspaceState: vscode.Memento, memory: TargetMemory) {
    this.#state = workspaceState;
    this.#memory = memory;
    this.#parts.add(memory.onDidChange(() => this.#changed.fire()));
  }

  debugging(containerId: string): vscode.Disposable {
    const session = { containerId };
    this.#debugged.push(session);
    this.#changed.fire();
    return new vscode.Disposable(() => {
      const at = this.#debugged.indexOf(session);
      if (at < 0) return;
      this.#debugged.splice(at, 1);
      this.#changed.fire();
    });
  }

  /** The target whose figures the status bar shows: no other item has to name it too. */
  get shown(): string | undefined {
    return this.#shown;
  }

  /** Says whose figures the status bar shows now. */
  show(targetId: string | undefined): void {
    if (this.#shown === targetId) return;
    this.#shown = targetId;
    this.#shownChanged.fire();
  }

  /** The container that the user pinned; it need not exist. */
  get pinned(): ReplicaKey | undefined {
    const id: unknown = this.#state.get(KEY);
    return typeof id === 'string' ? replicaKey(id) : undefined;
  }

  /** Pins a container, or none. */
  async pin(key: ReplicaKey | undefined): Promise<void> {
    await this.#state.update(KEY, key && containerTargetId(key));
    this.#changed.fire();
  }

  /** Whether a container is the pinned one. */
  isPinned({ labels }: WatchedReplica): boolean {
    return this.#state.get(KEY) === containerTargetId(labels);
  }

  /** The container in focus among those that there are. */
  of(replicas: readonly WatchedReplica[]): WatchedReplica | undefined {
    for (const { containerId } of this.#debugged.toReversed()) {
      const debugged = replicas.find(({ id }) => id === containerId);
      if (debugged) return debugged;
    }
    const wanted = [this.#state.get(KEY), ...this.#memory.ids];
    for (const id of wanted) {
      const found = replicas.find(
        ({ labels, role }) => role === 'serving' && containerTargetId(labels) === id,
      );
      if (found) return found;
    }
    return undefined;
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
