import type { Target, Targets } from '../target.ts';
import type { TargetMemory } from './targetMemory.ts';

/** Everything that detects: models on this machine, and containers that are ready. */
export class AllTargets implements Targets {
  readonly #local: Targets;
  readonly #containers: Targets;
  readonly #memory: TargetMemory;

  constructor(local: Targets, containers: Targets, memory: TargetMemory) {
    this.#local = local;
    this.#containers = containers;
    this.#memory = memory;
  }

  /** The current one first, whether or not it is ready; then models, then containers. */
  async list(): Promise<readonly Target[]> {
    const [local, containers] = await Promise.all([this.#local.list(), this.#containers.list()]);
    const [id] = this.#memory.ids;
    const chosen = id === undefined ? undefined : await this.#containers.find(id);
    const others = [...local, ...containers];
    return chosen ? [chosen, ...others.filter((target) => target.id !== chosen.id)] : others;
  }

  async find(id: string): Promise<Target | undefined> {
    return (await this.#local.find(id)) ?? this.#containers.find(id);
  }

  /** The current target: what was chosen last, else what the list begins with. */
  async current(): Promise<Target | undefined> {
    const [id] = this.#memory.ids;
    const chosen = id === undefined ? undefined : await this.find(id);
    return chosen ?? (await this.list())[0];
  }
}
