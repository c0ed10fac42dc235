import { objectsOf } from '../logic/objects.ts';
import type { DetectChannel } from './detectChannel.ts';
import { failureOf } from './opening.ts';
import type { Session } from './session.ts';

/** Asks the targets about the current picture; a newer question to a side ends an older one. */
export class Asking {
  readonly #session: Session;
  readonly #channel: DetectChannel;
  readonly #running: { left?: AbortController; right?: AbortController } = {};
  #settled: Promise<unknown> = Promise.resolve();

  constructor(session: Session, channel: DetectChannel) {
    this.#session = session;
    this.#channel = channel;
  }

  /** Asks all targets that are chosen. */
  askAll(fresh = false): void {
    this.#settled = Promise.all([this.ask('left', fresh), this.ask('right', fresh)]);
  }

  /** Resolves when all that were asked last have answered or failed. */
  settled(): Promise<unknown> {
    return this.#settled;
  }

  async ask(side: 'left' | 'right', fresh = false): Promise<void> {
    this.cancel(side);
    const session = this.#session;
    const { current: picture, preferences } = session;
    const target = side === 'left' ? preferences.target : preferences.other;
    if (picture === null || target === null) {
      session[side] = { kind: 'idle' };
      session.changed();
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    this.#running[side] = controller;
    const before = session[side];
    // An answer to the same picture stays on the stage until the new one is there.
    const keep = before.kind === 'answered' && before.picture === picture;
    if (before.kind === 'answered' && !keep) session.previous[side] = before;
    if (!keep) session[side] = { kind: 'asking', since: performance.now() };
    session.changed();
    try {
      const question = { picture, target, iou: preferences.iou, fresh };
      const detection = await this.#channel.request('detect', question, { signal });
      if (signal.aborted) return;
      session[side] = { kind: 'answered', picture, detection, objects: objectsOf(detection.image) };
    } catch (error) {
      const failure = failureOf(error);
      if (signal.aborted) return;
      session[side] = failure ? { kind: 'failed', failure } : { kind: 'idle' };
    } finally {
      if (this.#running[side] === controller) delete this.#running[side];
      session.changed();
    }
  }

  /** Whether a question to a side is on its way. */
  busy(side: 'left' | 'right'): boolean {
    return this.#running[side] !== undefined;
  }

  cancel(side: 'left' | 'right'): void {
    this.#running[side]?.abort();
    delete this.#running[side];
    if (this.#session[side].kind === 'asking') this.#session[side] = { kind: 'idle' };
  }

  cancelAll(): void {
    this.cancel('left');
    this.cancel('right');
    this.#session.changed();
  }
}
