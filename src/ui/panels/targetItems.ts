import type { TargetItem } from '../../../webview/protocol.ts';
import type { Targets } from '../target.ts';

/** The targets as panels list them. */
export class TargetItems {
  readonly #targets: Targets;
  #newest: readonly TargetItem[] | undefined;

  constructor(targets: Targets) {
    this.#targets = targets;
  }

  /** The list as it last was, for a new panel that cannot wait; undefined once it may have changed. */
  get newest(): readonly TargetItem[] | undefined {
    return this.#newest;
  }

  async list(): Promise<readonly TargetItem[]> {
    const targets = await this.#targets.list();
    this.#newest = targets.map(({ id, label, place }) => ({ id, label, place }));
    return this.#newest;
  }

  /** There are other targets now, or another one was chosen. */
  forget(): void {
    this.#newest = undefined;
  }
}
