import type { GpuProcess, GpuSnapshot } from '../gpuSnapshot.ts';
import { processesIn } from './containersOf.ts';

/** Asks the engine for the processes of a container, by their pids on its host. */
export type ListContainerPids = (containerId: string) => Promise<readonly number[]>;

/** After a container could not be asked, it is asked again this much later. */
const RETRY_MS = 10_000;

/**
 * Which container a process is in where its cgroup cannot be read: on another machine, in a dev
 * container, without rights. Each question costs the engine a process of `ps` and an event, so it asks
 * only when processes or containers are there that were not before.
 */
export class EngineProcessList {
  readonly #list: ListContainerPids;
  #byPid = new Map<number, string>();
  #asked = '';
  #askedMs = Number.NEGATIVE_INFINITY;
  #failed = false;

  constructor(list: ListContainerPids) {
    this.#list = list;
  }

  /** Containers by pid. @param known ids of the engine's running containers. */
  async containers(
    snapshot: GpuSnapshot,
    known: ReadonlySet<string>,
  ): Promise<ReadonlyMap<number, string>> {
    const hidden = processesIn(snapshot).filter(({ cgroupIds }) => cgroupIds === undefined);
    if (hidden.length === 0 || known.size === 0) return new Map();
    const question = `${[...new Set(hidden.map(identity))].sort().join()}|${[...known].sort().join()}`;
    const now = performance.now();
    const again = this.#failed && now - this.#askedMs > RETRY_MS;
    if (question !== this.#asked || again) {
      this.#asked = question;
      this.#askedMs = now;
      await this.#ask(known);
    }
    return this.#byPid;
  }

  async #ask(known: ReadonlySet<string>): Promise<void> {
    const lists = await Promise.allSettled(
      [...known].map(async (id) => ({ id, pids: await this.#list(id) })),
    );
    // A container that has just ended cannot be asked; its processes have ended with it.
    this.#failed = lists.some(({ status }) => status === 'rejected');
    const answered = lists.flatMap((list) => (list.status === 'fulfilled' ? [list.value] : []));
    this.#byPid = new Map(answered.flatMap(({ id, pids }) => pids.map((pid) => [pid, id])));
  }
}

function identity({ pid, startTime = '' }: GpuProcess): string {
  return `${pid}@${startTime}`;
}
