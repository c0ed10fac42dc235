import type { GpuSnapshot } from '../gpuSnapshot.ts';
import { identityOf, processesIn } from './containersOf.ts';

/** Asks the engine for the processes of a container, by their pids on its host. */
export type ListContainerPids = (containerId: string) => Promise<readonly number[]>;

/** After a container could not be asked, it is asked again this much later. */
const RETRY_MS = 10_000;

/** Containers that are asked about at once: each costs the engine's host a process. */
const AT_ONCE = 4;

/** Where processes come and go all the time, asking takes no more than this share of it. */
const MOST_OF_TIME = 0.1;

/**
 * Which container a process is in where its cgroup cannot be read: on another machine, in a dev
 * container, without rights. Each question costs the engine a process of `ps` and an event, so it asks
 * only when processes or containers are there that were not before.
 */
export class EngineProcessList {
  readonly #list: ListContainerPids;
  #byPid: ReadonlyMap<number, string> = new Map();
  /** Of which it was asked, as far as they are still there. */
  #processes: ReadonlySet<string> = new Set();
  #containers: ReadonlySet<string> = new Set();
  #failed = false;
  #endedMs = Number.NEGATIVE_INFINITY;
  #tookMs = 0;

  constructor(list: ListContainerPids) {
    this.#list = list;
  }

  /** Containers by pid, as last told. */
  get byPid(): ReadonlyMap<number, string> {
    return this.#byPid;
  }

  /**
   * @param known ids of the engine's running containers.
   * @returns when the engine has been asked; undefined when there is nothing to ask.
   */
  look(snapshot: GpuSnapshot, known: ReadonlySet<string>): Promise<void> | undefined {
    const hidden = processesIn(snapshot).filter(({ cgroupIds }) => cgroupIds === undefined);
    if (hidden.length === 0 || known.size === 0) {
      this.#byPid = new Map();
      this.#processes = new Set();
      return undefined;
    }
    const processes = new Set(hidden.map(identityOf));
    const news = !isWithin(processes, this.#processes) || !isWithin(known, this.#containers);
    const sinceMs = performance.now() - this.#endedMs;
    const again = this.#failed && sinceMs > RETRY_MS;
    if (!news && !again) {
      // Who comes back is news.
      this.#processes = processes;
      this.#containers = known;
      return undefined;
    }
    if (sinceMs < this.#tookMs / MOST_OF_TIME) return undefined;
    this.#processes = processes;
    this.#containers = known;
    return this.#ask([...known]);
  }

  async #ask(known: readonly string[]): Promise<void> {
    const begunMs = performance.now();
    const byPid = new Map<number, string>();
    const left = known.values();
    this.#failed = false;
    const one = async (): Promise<void> => {
      for (const id of left) {
        try {
          for (const pid of await this.#list(id)) byPid.set(pid, id);
        } catch {
          // A container that has just ended cannot be asked; its processes have ended with it.
          this.#failed = true;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    this.#byPid = byPid;
    this.#endedMs = performance.now();
    this.#tookMs = this.#endedMs - begunMs;
  }
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  for (const one of some) if (!all.has(one)) return false;
  return true;
}
