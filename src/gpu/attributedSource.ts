import { withContainers } from './attribution/containersOf.ts';
import { EngineProcessList, type ListContainerPids } from './attribution/engineProcessList.ts';
import type { GpuState } from './gpuSnapshot.ts';
import type { GpuSource } from './gpuSource.ts';

/** What the engine tells of its containers. */
export interface ContainerKnowledge {
  /** Ids of the containers that run now. Called for every sample, so from memory. */
  readonly running: () => ReadonlySet<string>;
  /** The engine's list of a container's processes, where cgroups cannot be read. */
  readonly listPids?: ListContainerPids;
}

/** A source whose processes say which container they are in. */
export class AttributedSource implements GpuSource {
  readonly #source: GpuSource;
  readonly #containers: ContainerKnowledge;
  readonly #lists: EngineProcessList | undefined;

  constructor(source: GpuSource, containers: ContainerKnowledge) {
    this.#source = source;
    this.#containers = containers;
    const { listPids } = containers;
    this.#lists = listPids && new EngineProcessList(listPids);
  }

  async sample(): Promise<GpuState> {
    const state = await this.#source.sample();
    if (!state.ok) return state;
    const running = this.#containers.running();
    const listed = await this.#lists?.containers(state.snapshot, running);
    return { ok: true, snapshot: withContainers(state.snapshot, running, listed) };
  }

  rest(): Promise<void> {
    return this.#source.rest();
  }
}
