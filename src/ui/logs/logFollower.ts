import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { WatchedReplica } from '../../deployment/replicaLife.ts';
import { followLogs, type LogLine } from '../../engine/containerLogs.ts';
import { stateText } from '../deployments/replicaText.ts';
import type { CurrentEngine } from '../engine/currentEngine.ts';
import type { ReplicaKey } from '../targets/containerTargetId.ts';

/** Lines of what came before that are shown. */
const TAIL = 1_000;
/** Milliseconds between two attempts to follow, whatever happens. */
const PAUSE_MS = 250;

/** Whose log it is, and which container that is now. */
export interface LogSubject extends ReplicaKey {
  /** Undefined where only the name is known: then the one that serves is meant. */
  readonly containerId: string | undefined;
}

/** What a reader of a log is told. */
export interface LogReader {
  onLine(line: LogLine): void;
  /** Something happened to the container, in one short sentence. */
  onNote(text: string): void;
}

/**
 * Follows the log of a deployment's container until it is disposed of: through restarts, the engine's
 * absence, and replacement by another container.
 */
export class LogFollower implements vscode.Disposable {
  readonly #engine: CurrentEngine;
  readonly #reader: LogReader;
  readonly #subject: LogSubject;
  readonly #end = new AbortController();
  readonly #watching: readonly vscode.Disposable[];
  #id: string | undefined;
  /** Time of the newest line of this container, in the engine's words. */
  #newest = '';
  /** How it stood when it was looked at last. */
  #situation: string | undefined;
  /** The life of an ended container whose log has been read. */
  #read = '';
  #changes = 0;
  #wake: () => void = () => {};

  constructor(engine: CurrentEngine, subject: LogSubject, reader: LogReader) {
    this.#engine = engine;
    this.#subject = subject;
    this.#reader = reader;
    this.#id = subject.containerId;
    const changed = (): void => {
      this.#changes += 1;
      this.#observe();
      this.#wake();
    };
    this.#watching = [engine.watch(), engine.onDidChange(changed)];
    void this.#run();
  }

  dispose(): void {
    this.#end.abort();
    this.#wake();
    for (const part of this.#watching) part.dispose();
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const changes = this.#changes;
      await this.#look();
      if (signal.aborted) return;
      if (this.#changes === changes) await new Promise<void>((wake) => (this.#wake = wake));
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Tells how it stands when that has changed. */
  #observe(): void {
    const situation = this.#stands();
    if (situation === undefined || situation === this.#situation) return;
    // How it stands when the log is opened is no news.
    if (this.#situation !== undefined) this.#reader.onNote(situation);
    this.#situation = situation;
  }

  /** Undefined while it is not known. */
  #stands(): string | undefined {
    const { connection, listed } = this.#engine.view;
    if (connection.state === 'failed') return vscode.l10n.t('Docker does not answer');
    if (!listed || connection.state !== 'connected') return undefined;
    const replica = this.#find();
    return replica ? stateText(replica) : vscode.l10n.t('removed');
  }

  /** Reads what there is to read: of a container that runs, until it has ended. */
  async #look(): Promise<void> {
    this.#observe();
    const { connection, listed } = this.#engine.view;
    const replica = listed && connection.state === 'connected' ? this.#find() : undefined;
    if (replica === undefined) return;
    if (this.#id !== undefined && replica.id !== this.#id) {
      this.#reader.onNote(vscode.l10n.t('replaced by a new container'));
      this.#newest = '';
    }
    this.#id = replica.id;
    const life = `${replica.id}@${replica.since}`;
    if (replica.state === 'exited' && life === this.#read) return;
    await this.#follow(replica);
    if (replica.state === 'exited') this.#read = life;
  }

  /** The same container under whatever name, else the one that serves in its place. */
  #find(): WatchedReplica | undefined {
    const { replicas } = this.#engine.view;
    const { project, deployment, replica } = this.#subject;
    const same = replicas.find(({ id }) => id === this.#id);
    const inPlace = replicas.find(
      ({ labels, role }) =>
        role === 'serving' &&
        labels.project === project &&
        labels.deployment === deployment &&
        labels.replica === replica,
    );
    return same ?? inPlace;
  }

  async #follow({ id }: WatchedReplica): Promise<void> {
    const range =
      this.#newest === '' ? { tail: TAIL } : { since: Date.parse(this.#newest) / 1000 - 0.001 };
    const onLine = (line: LogLine): void => {
      // The engine rounds: it may tell again what it has told before.
      if (line.time <= this.#newest) return;
      this.#newest = line.time;
      this.#reader.onLine(line);
    };
    try {
      await followLogs(await this.#engine.get(), id, range, onLine, this.#end.signal);
    } catch {
      // The engine or the container has gone, which the next look tells.
    }
  }
}
