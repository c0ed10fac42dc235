import { boundsOf } from '../logic/geometry.ts';
import type { Mark } from '../logic/marks.ts';
import type { Size, Viewport } from '../logic/viewport.ts';
import { h } from '../parts/dom.ts';
import { drawClasses } from './classes.ts';
import {
  drawLabels,
  type LabelStyle,
  labelStyle,
  layOutLabel,
  layOutLabels,
  type PlacedLabel,
} from './labels.ts';
import { PicturePainter } from './picture.ts';
import { drawShapes, outlineOf, type Shapes, shapesOf } from './shapes.ts';
import type { CanvasStyle } from './style.ts';
import type { View } from './view.ts';

const LINE = 2;
/** Labels are placed anew once the view has rested this long; until then they move along. */
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
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #scheduled = false;

  constructor(view: View) {
    this.#view = view;
    this.canvas = h('canvas', { role: 'img', tabindex: 0 });
    this.element = h('div', { class: 'pane' }, this.canvas, this.#caption);
    this.#context = this.canvas.getContext('2d') as CanvasRenderingContext2D;
    this.#picture = new PicturePainter(() => this.redraw());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get marks(): readonly Mark[] {
    return this.#shapes.marks;
  }

  /** Shows a picture, or nothing. */
  update(
    bitmap: ImageBitmap | undefined,
    size: Size | undefined,
    marks: readonly Mark[],
    emphasised: Mark | undefined,
    style: CanvasStyle,
    caption: string,
  ): void {
    this.#picture.set(bitmap);
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
    this.redraw();
  }

  redraw(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    this.#view.setPane({ width, height });
    this.#labels = undefined;
    this.#draw();
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const ratio = devicePixelRatio;
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
    const labels = labelStyle(this.#style.font, 12, line);
    this.#drawLabels(viewport, labels, { x: 0, y: 0, width, height });
    drawClasses(
      context,
      this.#shapes.marks,
      { x: Math.max(x, 0) + 8, y: Math.max(y, 0) + 8 },
      labels,
    );
    this.#drawEmphasised(viewport, labels, line, { x: 0, y: 0, width, height });
  }

  #drawLabels(
    viewport: Viewport,
    style: LabelStyle,
    area: { x: number; y: number; width: number; height: number },
  ): void {
    const context = this.#context;
    const moving = this.#labels && this.#labels.at.scale === viewport.scale;
    if (!this.#labels || !moving) {
      const placed = layOutLabels(context, this.#shapes.marks, viewport, area, style);
      this.#labels = { placed, at: viewport };
    } else if (this.#labels.at !== viewport) {
      clearTimeout(this.#restTimer);
      this.#restTimer = setTimeout(() => {
        this.#labels = undefined;
        this.redraw();
      }, REST_MS);
    }
    const { placed, at } = this.#labels;
    drawLabels(context, placed, style, { x: viewport.x - at.x, y: viewport.y - at.y });
  }

  #drawEmphasised(
    viewport: Viewport,
    style: LabelStyle,
    line: number,
    area: { x: number; y: number; width: number; height: number },
  ): void {
    const key = this.#emphasised?.key;
    const mark = this.#shapes.marks.find((candidate) => candidate.key === key);
    if (!mark || mark.object.corners.length === 0) return;
    const context = this.#context;
    const { scale, x, y } = viewport;
    context.save();
    context.transform(scale, 0, 0, scale, x, y);
    const path = outlineOf(mark);
    context.globalAlpha = 0.18;
    context.fillStyle = mark.colour;
    context.fill(path);
    context.globalAlpha = 1;
    for (const [colour, width] of [
      ['#000000', line + 5],
      ['#ffffff', line + 3],
      [mark.colour, line + 1],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width / scale;
      context.stroke(path);
    }
    if (mark.verdict === 'hit' && mark.partner) {
      context.strokeStyle = '#ffffff';
      context.lineWidth = 1.5 / scale;
      context.setLineDash([5 / scale, 4 / scale]);
      const { x: left, y: top, width, height } = boundsOf(mark.partner.corners);
      context.strokeRect(left, top, width, height);
    }
    context.restore();
    const seen = { ...mark, opacity: 1 };
    // Where it has a label already, that one comes to the front: two would look like two objects.
    const placed = this.#labels?.placed.find((label) => label.mark.key === mark.key);
    const at = this.#labels?.at ?? viewport;
    if (!placed) drawLabels(context, [layOutLabel(context, seen, viewport, area, style)], style);
    else {
      const shift = { x: x - at.x, y: y - at.y };
      drawLabels(context, [{ ...placed, mark: seen }], style, shift);
    }
  }
}
