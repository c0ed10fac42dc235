import { h } from '../../shared/dom.ts';
import type { Rect } from '../logic/geometry.ts';
import type { Mark } from '../logic/marks.ts';
import type { Size, Viewport } from '../logic/viewport.ts';
import { drawClasses } from './classes.ts';
import { drawEmphasis } from './emphasis.ts';
import {
  drawLabels,
  type LabelStyle,
  labelStyle,
  layOutLabel,
  layOutLabels,
  type PlacedLabel,
} from './labels.ts';
import { Pace } from './pace.ts';
import { PicturePainter } from './picture.ts';
import { drawShapes, type Shapes, shapesOf } from './shapes.ts';
import type { CanvasStyle } from './style.ts';
import type { View } from './view.ts';

const LINE = 2;
/** The view rests when it has not moved for this long: then all is drawn at its best. */
const REST_MS = 90;

/** One picture with its marks on a canvas. */
export class Pane {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly #caption = h('div', { class: 'pane-caption' });
  readonly #context: CanvasRenderingContext2D;
  readonly #picture: PicturePainter;
  readonly #view: View;
  #size: Size | undefined;
  #shapes: Shapes = shapesOf([]);
  #emphasised: Mark | undefined;
  #style: CanvasStyle | undefined;
  #labels: { placed: PlacedLabel[]; at: Viewport } | undefined;
  readonly #pace = new Pace();
  /** When the view moved last. */
  #moved = -Infinity;
  #drawnRatio = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;

  constructor(view: View) {
    this.#view = view;
    this.canvas = h('canvas', { role: 'img', tabindex: 0 });
    this.element = h('div', { class: 'pane' }, this.canvas, this.#caption);
    this.#context = this.canvas.getContext('2d') as CanvasRenderingContext2D;
    this.#picture = new PicturePainter(() => this.#draw());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get marks(): readonly Mark[] {
    return this.#shapes.marks;
  }

  /** Shows a picture, or nothing; in this frame. */
  update(
    bitmap: ImageBitmap | undefined,
    size: Size | undefined,
    marks: readonly Mark[],
    emphasised: Mark | undefined,
    style: CanvasStyle,
    caption: string,
  ): void {
    if (this.#picture.set(bitmap)) this.#pace.reset();
    this.#size = size;
    if (marks !== this.#shapes.marks) {
      this.#shapes = shapesOf(marks);
      this.#labels = undefined;
    }
    if (style !== this.#style) this.#labels = undefined;
    this.#style = style;
    this.#emphasised = emphasised;
    this.#caption.textContent = caption;
    this.#caption.hidden = caption === '';
    this.#draw();
  }

  /** Follows the view in the next frame. */
  redraw(): void {
    this.#frame ??= requestAnimationFrame((time) => {
      const goesOn = time - this.#moved < REST_MS;
      this.#moved = time;
      // Where drawing is slow, a movement that goes on is drawn in fewer pixels.
      const coarse = goesOn && this.#pace.slow;
      this.#draw(coarse ? Math.min(devicePixelRatio, 1) : devicePixelRatio);
      this.#pace.drawn(time);
      this.#settleLater();
    });
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    this.#view.setPane({ width, height });
    this.#labels = undefined;
    this.#draw();
  }

  /** At rest, everything is sharp and labels have their best places. */
  #settleLater(): void {
    clearTimeout(this.#restTimer);
    const settled =
      this.#labels?.at === this.#view.viewport && this.#drawnRatio === devicePixelRatio;
    if (settled) return;
    this.#restTimer = setTimeout(() => {
      this.#labels = undefined;
      this.#draw();
    }, REST_MS);
  }

  /** Draws now, in this many pixels to a CSS pixel. */
  #draw(ratio = devicePixelRatio): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    // Asking a pane that nobody sees for its size would lay out the whole panel once more.
    if (this.element.hidden) return;
    this.#drawnRatio = ratio;
    const { clientWidth: width, clientHeight: height } = this.element;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== pixelWidth) this.canvas.width = pixelWidth;
    if (this.canvas.height !== pixelHeight) this.canvas.height = pixelHeight;
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.#size || !this.#style) return;
    const { viewport } = this.#view;
    this.#picture.draw(context, this.#size, viewport, ratio);
    const { scale, x, y } = viewport;
    const line = this.#style.highContrast ? LINE + 1 : LINE;
    context.save();
    context.transform(scale, 0, 0, scale, x, y);
    drawShapes(context, this.#shapes, { line: line / scale, seam: 1 / scale });
    context.restore();
    const area = { x: 0, y: 0, width, height };
    const labels = labelStyle(this.#style.font, 12, line);
    this.#drawLabels(viewport, labels, area);
    const corner = { x: Math.max(x, 0) + 8, y: Math.max(y, 0) + 8 };
    drawClasses(context, this.#shapes.marks, corner, labels);
    this.#drawEmphasised(viewport, labels, line, area);
  }

  #drawLabels(viewport: Viewport, style: LabelStyle, area: Rect): void {
    const context = this.#context;
    if (this.#labels?.at.scale !== viewport.scale) {
      const placed = layOutLabels(context, this.#shapes.marks, viewport, area, style);
      this.#labels = { placed, at: viewport };
    }
    const { placed, at } = this.#labels;
    drawLabels(context, placed, style, { x: viewport.x - at.x, y: viewport.y - at.y });
  }

  #drawEmphasised(viewport: Viewport, style: LabelStyle, line: number, area: Rect): void {
    const key = this.#emphasised?.key;
    const mark = this.#shapes.marks.find((candidate) => candidate.key === key);
    if (!mark || mark.object.corners.length === 0) return;
    const context = this.#context;
    drawEmphasis(context, mark, viewport, line);
    const seen = { ...mark, opacity: 1 };
    // Where it has a label already, that one comes to the front: two would look like two objects.
    const placed = this.#labels?.placed.find((label) => label.mark.key === mark.key);
    const at = this.#labels?.at ?? viewport;
    if (!placed) drawLabels(context, [layOutLabel(context, seen, viewport, area, style)], style);
    else {
      const shift = { x: viewport.x - at.x, y: viewport.y - at.y };
      drawLabels(context, [{ ...placed, mark: seen }], style, shift);
    }
  }
}
