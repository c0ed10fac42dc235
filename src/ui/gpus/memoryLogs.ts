import type * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { followLogs, type LogLine } from '../../engine/containerLogs.ts';
import { type OutOfMemory, outOfMemoryIn } from '../../gpu/outOfMemory.ts';
import { gpuAlerts } from '../settings.ts';
import { type MonitorSources, runsOnGpu } from './monitorSources.ts';

/** Tells that a container ran out of video memory. */
type Tell = (replica: WatchedReplica, found: OutOfMemory) => void;

/** A server that runs out of memory does so at every request. */
const AGAIN_MS = 10 * 60_000;
/** Milliseconds after a reading has ended until it is looked whether the container goes on. */
const LOOK_MS = 1_000;

/** Reads along in the logs of what runs on a card, for the words of who has run out of its memory. */
export class MemoryLogs implements vscode.Disposable {
  readonly #sources: MonitorSources;
  readonly #tell: Tell;
  readonly #followed = new Map<string, AbortController>();
  readonly #told = new Map<string, number>();
  /** From when on lines count, in seconds since 1970: what came before is no news. */
  readonly #since = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(sources: MonitorSources, tell: Tell) {
    this.#sources = sources;
    this.#tell = tell;
  }

  /** Follows the containers that there are now. */
  follow(): void {
    const wanted = gpuAlerts() ? this.#sources.engine.view.replicas.filter(runsOnGpu) : [];
    for (const replica of wanted) {
      if (!this.#followed.has(replica.id)) void this.#read(replica);
    }
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, reading] of this.#followed) if (!ids.has(id)) reading.abort();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    for (const reading of this.#followed.values()) reading.abort();
  }

  async #read(replica: WatchedReplica): Promise<void> {
    const { engine: current, log } = this.#sources;
    const { id } = replica;
    const reading = new AbortController();
    this.#followed.set(id, reading);
    const since = this.#since.get(id) ?? Date.now() / 1000;
    this.#since.set(id, since);
    const onLine = ({ text, time }: LogLine): void => {
      this.#since.set(id, Date.parse(time) / 1000 + 0.001);
      const found = outOfMemoryIn(text);
      const now = performance.now();
      if (found === undefined || now - (this.#told.get(id) ?? -Infinity) < AGAIN_MS) return;
      this.#told.set(id, now);
      this.#tell(replica, found);
    };
    try {
      const engine = await current.get();
      await followLogs(engine, id, { since }, onLine, reading.signal);
      this.#lookAgain();
    } catch (error) {
      // What cannot be read, as with a log driver that keeps nothing, is not asked for again and again.
      if (reading.signal.aborted) this.#lookAgain();
      else log.debug(`Log of ${replica.name}: ${String(error)}`);
    } finally {
      // One that is started again is followed again.
      this.#followed.delete(id);
    }
  }

  /** The log of a container that is made and not yet started ends at once, and nobody may say more. */
  #lookAgain(): void {
    if (this.#disposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // When an engine that is away comes back, that is told.
      if (this.#sources.engine.live) this.follow();
    }, LOOK_MS);
  }
}
