import type { Point, Rect } from '../logic/geometry.ts';
import {
  centred,
  fitWhole,
  pan,
  reveal,
  type Size,
  type Viewport,
  zoomAt,
} from '../logic/viewport.ts';

const NOTHING: Size = { width: 1, height: 1 };

/** Zoom and position, which all panes share, so that a comparison looks at one place. */
export class View {
  viewport: Viewport = { scale: 1, x: 0, y: 0 };
  /** Whether the picture follows the size of the panel. */
  fitted = true;
  #picture = NOTHING;
  #pane = NOTHING;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Starts from a saved zoom instead of fitting. */
  restore(viewport: Viewport | null): void {
    if (!viewport) return;
    this.viewport = viewport;
    this.fitted = false;
  }

  /** A picture of another size is fitted; one of the same size keeps the zoom, for leafing. */
  setPicture(size: Size): void {
    const first = this.#picture === NOTHING;
    const same = size.width === this.#picture.width && size.height === this.#picture.height;
    this.#picture = size;
    if (same || (first && !this.fitted)) return;
    this.fit();
  }

  setPane(size: Size): void {
    if (size.width === this.#pane.width && size.height === this.#pane.height) return;
    const before = this.#pane;
    this.#pane = size;
    if (this.fitted) this.fit();
    else if (before !== NOTHING) {
      this.pan((size.width - before.width) / 2, (size.height - before.height) / 2);
    }
  }

  fit(): void {
    this.fitted = true;
    this.#set(fitWhole(this.#picture, this.#pane));
  }

  /** One pixel of the picture to one of the screen. */
  actual(at?: Point): void {
    const scale = 1 / devicePixelRatio;
    this.fitted = false;
    this.#set(
      at
        ? zoomAt(this.viewport, at, scale / this.viewport.scale, this.#picture, this.#pane)
        : centred(this.#picture, this.#pane, scale),
    );
  }

  zoom(factor: number, at: Point = { x: this.#pane.width / 2, y: this.#pane.height / 2 }): void {
    this.fitted = false;
    this.#set(zoomAt(this.viewport, at, factor, this.#picture, this.#pane));
  }

  pan(dx: number, dy: number): void {
    this.fitted = false;
    this.#set(pan(this.viewport, dx, dy, this.#picture, this.#pane));
  }

  /** Brings a part of the picture into sight; a very small or large one also to a good size. */
  reveal(part: Rect, close: boolean): void {
    if (close) {
      const want = Math.min(
        (this.#pane.width * 0.6) / Math.max(part.width, 1),
        (this.#pane.height * 0.6) / Math.max(part.height, 1),
        8,
      );
      const centre = { x: part.x + part.width / 2, y: part.y + part.height / 2 };
      this.fitted = false;
      this.#set({
        scale: want,
        x: this.#pane.width / 2 - centre.x * want,
        y: this.#pane.height / 2 - centre.y * want,
      });
    } else if (!this.fitted) this.#set(reveal(this.viewport, part, this.#pane));
  }

  #set(viewport: Viewport): void {
    this.viewport = viewport;
    this.#onChange();
  }
}
