import { closeSync, openSync, readSync } from 'node:fs';
import { cgroupIds } from './cgroupIds.ts';

/** Where a process comes from. */
export interface ProcessOrigin {
  /** Clock ticks since boot at which it began, as text because only equality matters. */
  readonly startTime: string;
  readonly cgroupIds: readonly string[];
}

/** A process may be moved to another cgroup; this is how soon that shows. */
const MAX_AGE_MS = 10_000;

/**
 * Most processes whose start is looked at again at one look; of more, each has its turn every few
 * looks. A pid would have to end, go around all numbers and come to a card within that time unseen.
 */
const AT_A_LOOK = 64;

const MOST_LISTS = 1000;

/** Longest of the files that are read: cgroup v1 with a dozen nested paths. */
const buffer = Buffer.alloc(16_384);

/** Reads where processes of this machine come from, again only when a pid is another process. */
export class ProcessOrigins {
  readonly #proc: string;
  readonly #kept = new Map<number, ProcessOrigin & { readonly readMs: number }>();
  readonly #lists = new Map<string, readonly string[]>();
  #look = 0;

  /** @param proc where the kernel's process files are. */
  constructor(proc = '/proc') {
    this.#proc = proc;
  }

  /** Where a process comes from; undefined when it has ended or may not be looked at. */
  of(pid: number, nowMs: number): ProcessOrigin | undefined {
    const known = this.#kept.get(pid);
    if (known && !this.#hasItsTurn(pid)) return known;
    const stat = this.#read(pid, 'stat');
    const startTime = stat === undefined ? undefined : startTimeIn(stat);
    if (startTime === undefined) {
      this.#kept.delete(pid);
      return undefined;
    }
    if (known?.startTime === startTime && nowMs - known.readMs < MAX_AGE_MS) return known;
    const text = this.#read(pid, 'cgroup');
    if (text === undefined) return undefined;
    const origin = { startTime, cgroupIds: this.#shared(cgroupIds(text)), readMs: nowMs };
    this.#kept.set(pid, origin);
    return origin;
  }

  /** Ends a look: forgets all processes but these, so that who comes back is looked at anew. */
  keepOnly(pids: ReadonlySet<number>): void {
    this.#look++;
    for (const pid of this.#kept.keys()) if (!pids.has(pid)) this.#kept.delete(pid);
  }

  /** Processes of one cgroup share one list, which a message between threads then holds once. */
  #shared(ids: readonly string[]): readonly string[] {
    const key = ids.join();
    const kept = this.#lists.get(key);
    if (kept) return kept;
    // Containers come and go; those of now are found again at once.
    if (this.#lists.size >= MOST_LISTS) this.#lists.clear();
    this.#lists.set(key, ids);
    return ids;
  }

  #hasItsTurn(pid: number): boolean {
    const turns = Math.ceil(this.#kept.size / AT_A_LOOK);
    return (this.#look + pid) % turns === 0;
  }

  /** Without a promise: on a thread of its own, waiting costs more than the read itself. */
  #read(pid: number, name: string): string | undefined {
    let file: number | undefined;
    try {
      file = openSync(`${this.#proc}/${pid}/${name}`, 'r');
      return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    } catch {
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}

/** Field 22 of `/proc/<pid>/stat`; the second may hold spaces and parentheses. */
export function startTimeIn(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20)[19];
}
