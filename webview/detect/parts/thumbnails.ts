import type { DetectChannel } from '../app/detectChannel.ts';
import { decoded } from '../logic/decoded.ts';

const WIDTH = 76;
const HEIGHT = 52;
/** Small pictures that are kept; further ones are read again when they come into sight. */
const KEPT = 400;
/** Longer side of what the host converts. */
const CONVERTED = 256;
/** Reads at a time: the picture that a person looks at goes first. */
const AT_ONCE = 2;

/** Small pictures, read only while they are in sight. */
export class Thumbnails {
  readonly #channel: DetectChannel;
  readonly #onReady: () => void;
  readonly #kept = new Map<string, ImageBitmap | null>();
  #wanted: readonly string[] = [];
  readonly #reading = new Map<string, AbortController>();

  constructor(channel: DetectChannel, onReady: () => void) {
    this.#channel = channel;
    this.#onReady = onReady;
  }

  /** The picture when it is there; null where there will be none. */
  get(id: string): ImageBitmap | null | undefined {
    return this.#kept.get(id);
  }

  /** What is in sight now; reads of what no longer is are given up. */
  want(ids: readonly string[]): void {
    this.#wanted = ids;
    for (const [id, controller] of this.#reading) if (!ids.includes(id)) controller.abort();
    this.#next();
  }

  /** Forgets a picture that has changed. */
  forget(id: string): void {
    this.#kept.get(id)?.close();
    this.#kept.delete(id);
  }

  #next(): void {
    for (const id of this.#wanted) {
      if (this.#reading.size >= AT_ONCE) return;
      if (!this.#kept.has(id) && !this.#reading.has(id)) void this.#read(id);
    }
  }

  async #read(id: string): Promise<void> {
    const controller = new AbortController();
    this.#reading.set(id, controller);
    const { signal } = controller;
    try {
      const { bytes } = await this.#channel.request('thumbnail', { picture: id }, { signal });
      const whole = (await decoded(bytes)) ?? (await this.#converted(id, signal));
      const small = whole ? await shrink(whole) : null;
      this.#keep(id, small);
    } catch {
      if (!signal.aborted) this.#keep(id, null);
    } finally {
      this.#reading.delete(id);
      this.#next();
    }
  }

  async #converted(picture: string, signal: AbortSignal): Promise<ImageBitmap | undefined> {
    const wanted = { picture, longest: CONVERTED };
    return decoded((await this.#channel.request('viewable', wanted, { signal })).bytes);
  }

  #keep(id: string, bitmap: ImageBitmap | null): void {
    this.#kept.set(id, bitmap);
    for (const [old, kept] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      if (this.#wanted.includes(old)) continue;
      kept?.close();
      this.#kept.delete(old);
    }
    this.#onReady();
  }
}

/** Crops to the strip's shape, in the pixels of the screen. */
async function shrink(whole: ImageBitmap): Promise<ImageBitmap> {
  const ratio = Math.min(whole.width / WIDTH, whole.height / HEIGHT);
  const [width, height] = [WIDTH * ratio, HEIGHT * ratio];
  const [x, y] = [(whole.width - width) / 2, (whole.height - height) / 2];
  const small = await createImageBitmap(whole, x, y, Math.max(1, width), Math.max(1, height), {
    resizeWidth: Math.round(WIDTH * devicePixelRatio),
    resizeHeight: Math.round(HEIGHT * devicePixelRatio),
    resizeQuality: 'medium',
  });
  whole.close();
  return small;
}
