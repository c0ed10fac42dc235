import type { CurrentTargets, LostTarget, Target, Targets } from '../target.ts';
import type { ChoiceForAll, TargetMemory } from './targetMemory.ts';

/** Models on this machine, of which one may have been chosen that is gone. */
interface LocalModels extends Targets {
  lost(): Promise<LostTarget | undefined>;
}

/** Everything that detects: models on this machine, and containers that are ready. */
export class AllTargets implements CurrentTargets {
  readonly #local: LocalModels;
  readonly #containers: Targets;
  readonly #memory: TargetMemory;

  constructor(local: LocalModels, containers: Targets, memory: TargetMemory) {
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

  get forAll(): ChoiceForAll | null {
    return this.#memory.forAll;
  }

  choose(id: string): Promise<void> {
    return this.#memory.choose(id, 'panel');
  }

  lost(): Promise<LostTarget | undefined> {
    return this.#local.lost();
  }

  /** The current target: what was chosen last, else what the list begins with. */
  async current(): Promise<Target | undefined> {
    const [id] = this.#memory.ids;
    const chosen = id === undefined ? undefined : await this.find(id);
    return chosen ?? (await this.list())[0];
  }
}
