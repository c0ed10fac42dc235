import { h } from '../shared/dom.ts';
import { type Picture, paint } from './paint.ts';
import { SPAN_MS } from './record.ts';
import type { ChartStyle } from './style.ts';

/** Milliseconds that an arrow key moves by. */
const STEP_MS = 5000;

/** A canvas with a chart, over which a pointer or the arrow keys choose a time. */
export class Chart {
  readonly element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #point: (at: number | undefined) => void;
  #picture: Picture | undefined;
  #style: ChartStyle | undefined;

  /** @param point is told the time that is pointed at. */
  constructor(kind: 'vram' | 'sm', point: (at: number | undefined) => void) {
    this.#point = point;
    this.#canvas = h('canvas', { role: 'img', tabindex: 0 });
    this.element = h('div', { class: `chart ${kind}` }, this.#canvas);
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.#canvas.addEventListener('pointermove', ({ offsetX }) => this.#pointAt(offsetX));
    this.#canvas.addEventListener('pointerleave', () => point(undefined));
    this.#canvas.addEventListener('blur', () => point(undefined));
    this.#canvas.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** @param says what a screen reader says of it. */
  show(picture: Picture, style: ChartStyle, says: string): void {
    this.#picture = picture;
    this.#style = style;
    if (this.#canvas.getAttribute('aria-label') !== says) {
      this.#canvas.setAttribute('aria-label', says);
    }
    this.#draw();
  }

  #pointAt(x: number): void {
    const { width } = this.#canvas.getBoundingClientRect();
    if (this.#picture === undefined || width === 0) return;
    this.#point(this.#picture.end - SPAN_MS * (1 - x / width));
  }

  #onKey(event: KeyboardEvent): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    const { end, at = end } = picture;
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[event.key];
    if (event.key === 'Escape') this.#point(undefined);
    else if (event.key === 'Home') this.#point(end - SPAN_MS);
    else if (steps === undefined) return;
    else {
      const moved = Math.max(end - SPAN_MS, at + steps * STEP_MS);
      this.#point(moved >= end ? undefined : moved);
    }
    event.preventDefault();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (this.#picture === undefined || this.#style === undefined || width === 0) return;
    const ratio = devicePixelRatio;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== pixelWidth) this.#canvas.width = pixelWidth;
    if (this.#canvas.height !== pixelHeight) this.#canvas.height = pixelHeight;
    const context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, { width, height }, this.#picture, this.#style);
  }
}
