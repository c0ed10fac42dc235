import { RequestError } from '../../shared/channel.ts';
import { decoded } from '../logic/decoded.ts';
import type { DetectChannel } from './detectChannel.ts';
import type { Session, Shown } from './session.ts';

/** Longer side of a picture that the host converts; screens have fewer pixels. */
const LONGEST = 4096;

/** A picture waits this long for its objects: most come in time, and the two appear together. */
const PATIENCE_MS = 150;

const FAILED = { code: 'unknown', message: '', actions: ['retry'] } as const;

/** The failure of whatever was thrown; undefined for a cancellation, which is silent. */
export function failureOf(error: unknown) {
  if (!(error instanceof RequestError)) {
    return { ...FAILED, message: error instanceof Error ? error.message : String(error) };
  }
  return error.cancelled ? undefined : error.failure;
}

/** Opens pictures, one at a time: a newer wish ends an older one. */
export class Opening {
  readonly #session: Session;
  readonly #channel: DetectChannel;
  readonly #answers: () => Promise<unknown>;
  #running: AbortController | undefined;

  /** @param answers resolves when the questions about the picture are answered. */
  constructor(session: Session, channel: DetectChannel, answers: () => Promise<unknown>) {
    this.#session = session;
    this.#channel = channel;
    this.#answers = answers;
  }

  /** Puts a picture on the stage. The one before stays until the new one is decoded: no flash. */
  async open(id: string): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    const { signal } = controller;
    this.#running = controller;
    const session = this.#session;
    session.openingSince = performance.now();
    session.changed();
    // One that is gone is told by what follows.
    this.#channel.request('lookAt', { picture: id }).catch(() => undefined);
    try {
      const { bytes, labels } = await this.#channel.request('picture', { picture: id }, { signal });
      const { bitmap, size } = await this.#decode(id, bytes, signal);
      if (!signal.aborted) session.openingSince = undefined;
      const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      await Promise.race([this.#answers(), patience]);
      if (signal.aborted) return bitmap?.close();
      this.#put({
        id,
        bitmap,
        size,
        labels,
      });
      session.pictureFailure = undefined;
    } catch (error) {
      const failure = failureOf(error);
      if (!failure || signal.aborted) return;
      this.#put(undefined);
      session.pictureFailure = failure;
    } finally {
      if (this.#running === controller) {
        this.#running = undefined;
        session.openingSince = undefined;
      }
      session.changed();
    }
  }

  cancel(): void {
    this.#running?.abort();
  }

  #put(shown: Shown | undefined): void {
    const before = this.#session.shown?.bitmap;
    this.#session.shown = shown;
    // The next frame may still draw it: the panes hear of the new one in that frame.
    if (before) requestAnimationFrame(() => requestAnimationFrame(() => before.close()));
  }

  /** Decodes, or has the host make a picture of it that can be decoded. */
  async #decode(id: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Decoded> {
    const bitmap = await decoded(bytes);
    if (bitmap) return { bitmap, size: { width: bitmap.width, height: bitmap.height } };
    try {
      const wanted = { picture: id, longest: LONGEST };
      const viewable = await this.#channel.request('viewable', wanted, { signal });
      return { bitmap: await decoded(viewable.bytes), size: viewable.size };
    } catch {
      // A damaged picture: the answer about its objects says what is wrong with it.
      return { bitmap: undefined, size: undefined };
    }
  }
}

type Decoded = Pick<Shown, 'bitmap' | 'size'>;
