import { setTimeout as delay } from 'node:timers/promises';
import { withContainers } from './attribution/containersOf.ts';
import { EngineProcessList, type ListContainerPids } from './attribution/engineProcessList.ts';
import { UnknownContainers } from './attribution/unknownContainers.ts';
import type { GpuSnapshot, GpuState } from './gpuSnapshot.ts';
import type { GpuSource } from './gpuSource.ts';

/** What the engine tells of its containers. */
export interface ContainerKnowledge {
  /** Ids of the containers that run, as far as known. Called for every sample, so from memory. */
  readonly running: () => ReadonlySet<string>;
  /** A container's name, from memory too. */
  readonly nameOf?: (containerId: string) => string | undefined;
  /** Asks the engine which containers run; only done when a process may be in one not yet known. */
  readonly refresh?: () => Promise<void>;
  /** The engine's list of a container's processes, where cgroups cannot be read. */
  readonly listPids?: ListContainerPids;
}

/** An engine that takes longer than this holds up no figures: who is who shows at a later look. */
const PATIENCE_MS = 1000;

/** A source whose processes say which container they are in. */
export class AttributedSource implements GpuSource {
  readonly #source: GpuSource;
  readonly #containers: ContainerKnowledge;
  readonly #unknown: UnknownContainers | undefined;
  readonly #lists: EngineProcessList | undefined;
  #asking: Promise<void> | undefined;

  constructor(source: GpuSource, containers: ContainerKnowledge) {
    this.#source = source;
    this.#containers = containers;
    const { listPids, refresh } = containers;
    this.#lists = listPids && new EngineProcessList(listPids);
    this.#unknown = refresh && new UnknownContainers(refresh);
  }

  async sample(): Promise<GpuState> {
    const state = await this.#source.sample();
    if (!state.ok) return state;
    const { snapshot } = state;
    await this.#ask(snapshot);
    const { running, nameOf } = this.#containers;
    const facts = { listed: this.#lists?.byPid, nameOf, engineAway: this.#unknown?.failed };
    return { ok: true, snapshot: withContainers(snapshot, running(), facts) };
  }

  rest(): Promise<void> {
    return this.#source.rest();
  }

  /** Asks the engine what has to be asked, one question at a time; most looks ask nothing. */
  async #ask(snapshot: GpuSnapshot): Promise<void> {
    this.#asking ??= this.#learn(snapshot)?.finally(() => {
      this.#asking = undefined;
    });
    if (!this.#asking) return;
    const timer = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#asking, late]);
    timer.abort();
  }

  #learn(snapshot: GpuSnapshot): Promise<void> | undefined {
    const { running } = this.#containers;
    const list = (): Promise<void> | undefined => this.#lists?.look(snapshot, running());
    return this.#unknown?.look(snapshot, running)?.then(list) ?? list();
  }
}
