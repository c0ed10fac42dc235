import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { DeploymentKey } from './rows.ts';

/** Something that goes on with a deployment, or with one container of it. */
interface Activity {
  readonly key: DeploymentKey;
  /** Undefined for the deployment as a whole. */
  readonly containerId: string | undefined;
  readonly text: string;
}

/** What is being done with deployments now, for the view. */
export class Activities implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #going = new Set<Activity>();
  readonly #crashed = new Set<string>();

  readonly onDidChange = this.#changed.event;

  /** Deployments with which something goes on as a whole, also those that do not run yet. */
  get deployments(): readonly DeploymentKey[] {
    return [...this.#going]
      .filter(({ containerId }) => containerId === undefined)
      .map(({ key }) => key);
  }

  /** What is being done with a container. */
  ofContainer(id: string): string | undefined {
    return [...this.#going].findLast(({ containerId }) => containerId === id)?.text;
  }

  /** What is being done with a deployment as a whole. */
  ofDeployment({ project, deployment }: DeploymentKey): string | undefined {
    return [...this.#going].findLast(
      ({ key, containerId }) =>
        containerId === undefined && key.project === project && key.deployment === deployment,
    )?.text;
  }

  /** Whether the server in a container that is debugged has ended, which the engine does not know. */
  hasCrashed(containerId: string): boolean {
    return this.#crashed.has(containerId);
  }

  /** Shows in the view whether the server in a container that is debugged has ended. */
  setCrashed(containerId: string, crashed: boolean): void {
    if (this.#crashed.has(containerId) === crashed) return;
    if (crashed) this.#crashed.add(containerId);
    else this.#crashed.delete(containerId);
    this.#changed.fire();
  }

  /**
   * Shows in the view what goes on until the work has ended.
   * @param text such as “building”.
   */
  async during<T>(
    key: DeploymentKey,
    text: string,
    work: () => Promise<T>,
    containerId?: string,
  ): Promise<T> {
    const activity = { key, containerId, text };
    this.#going.add(activity);
    this.#changed.fire();
    try {
      return await work();
    } finally {
      this.#going.delete(activity);
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
