import type { Snapshots } from '../../../webview/protocol.ts';
import type { CurrentTargets } from '../target.ts';

/** The targets as panels list them. */
export class TargetItems {
  readonly #targets: CurrentTargets;
  #newest: Snapshots['targets'] | undefined;

  constructor(targets: CurrentTargets) {
    this.#targets = targets;
  }

  /** The list as it last was, for a new panel that cannot wait; undefined once it may have changed. */
  get newest(): Snapshots['targets'] | undefined {
    return this.#newest;
  }

  async list(): Promise<Snapshots['targets']> {
    const [targets, lost] = await Promise.all([this.#targets.list(), this.#targets.lost()]);
    const items = targets.map(({ id, label, place, task }) => ({ id, label, place, task }));
    this.#newest = { items, forAll: this.#targets.forAll, lost: lost ?? null };
    return this.#newest;
  }

  /** There are other targets now, or another one was chosen. */
  forget(): void {
    this.#newest = undefined;
  }
}
