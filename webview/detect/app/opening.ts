import type { Channel } from '../logic/channel.ts';
import { RequestError } from '../logic/channel.ts';
import type { Session, Shown } from './session.ts';

/** A picture waits this long for its objects: most come in time, and the two appear together. */
const PATIENCE_MS = 150;

const FAILED = { code: 'unknown', message: '', actions: ['retry'] } as const;

/** The failure of whatever was thrown; undefined for a cancellation, which is silent. */
export function failureOf(error: unknown) {
  if (!(error instanceof RequestError)) return { ...FAILED, message: String(error) };
  return error.cancelled ? undefined : error.failure;
}

/** Opens pictures, one at a time: a newer wish ends an older one. */
export class Opening {
  readonly #session: Session;
  readonly #channel: Channel;
  readonly #answers: () => Promise<unknown>;
  #running: AbortController | undefined;

  /** @param answers resolves when the questions about the picture are answered. */
  constructor(session: Session, channel: Channel, answers: () => Promise<unknown>) {
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
    try {
      const { bytes, labels } = await this.#channel.request('picture', { picture: id }, { signal });
      const bitmap = await decode(bytes);
      if (!signal.aborted) session.openingSince = undefined;
      const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      await Promise.race([this.#answers(), patience]);
      if (signal.aborted) return bitmap?.close();
      this.#put({
        id,
        bitmap,
        size: bitmap ? { width: bitmap.width, height: bitmap.height } : undefined,
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
}

/** Decodes with EXIF applied, as the server does. Undefined where the browser has no such decoder. */
async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
  } catch {
    return undefined;
  }
}
