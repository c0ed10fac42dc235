import type { Size, Viewport } from '../logic/viewport.ts';

/** Longest side of the small copy that is drawn while much of a large picture is in sight. */
const COPY_SIDE = 2048;

/** Draws a picture quickly at any zoom. */
export class PicturePainter {
  #bitmap: ImageBitmap | undefined;
  #copy: ImageBitmap | undefined;
  readonly #onReady: () => void;

  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  /** Takes a picture; tells whether it is another one. */
  set(bitmap: ImageBitmap | undefined): boolean {
    if (bitmap === this.#bitmap) return false;
    this.#bitmap = bitmap;
    this.#copy?.close();
    this.#copy = undefined;
    if (bitmap && Math.max(bitmap.width, bitmap.height) > 1.5 * COPY_SIDE)
      void this.#shrink(bitmap);
    return true;
  }

  /** Scaling 40 megapixels for every frame would take longer than a frame. */
  async #shrink(bitmap: ImageBitmap): Promise<void> {
    const factor = COPY_SIDE / Math.max(bitmap.width, bitmap.height);
    try {
      const copy = await createImageBitmap(bitmap, {
        resizeWidth: Math.round(bitmap.width * factor),
        resizeHeight: Math.round(bitmap.height * factor),
        resizeQuality: 'high',
      });
      if (bitmap !== this.#bitmap) return copy.close();
      this.#copy = copy;
      this.#onReady();
    } catch {
      // The picture was closed meanwhile, or memory is short: the original is still drawn.
    }
  }

  /** Draws in CSS pixels; `ratio` is the screen's pixels per CSS pixel. */
  draw(context: CanvasRenderingContext2D, size: Size, viewport: Viewport, ratio: number): void {
    const { scale, x, y } = viewport;
    const source =
      this.#copy && this.#copy.width >= size.width * scale * ratio ? this.#copy : this.#bitmap;
    if (!source) {
      context.fillStyle = 'rgba(127, 127, 127, 0.15)';
      context.fillRect(x, y, size.width * scale, size.height * scale);
      return;
    }
    // Enlarged pixels are shown as what they are.
    context.imageSmoothingEnabled = scale * ratio < 3;
    context.imageSmoothingQuality = 'high';
    context.drawImage(source, x, y, size.width * scale, size.height * scale);
  }
}
