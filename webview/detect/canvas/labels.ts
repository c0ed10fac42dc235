import type { Rect } from '../logic/geometry.ts';
import { type LabelWish, placeLabel, placeLabels } from '../logic/labelLayout.ts';
import type { Mark } from '../logic/marks.ts';
import { textOn } from '../logic/palette.ts';
import { isRemarkable } from '../logic/verdicts.ts';
import type { Viewport } from '../logic/viewport.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Sizes of labels in the units of the canvas. */
export interface LabelStyle {
  readonly font: string;
  readonly height: number;
  readonly padding: number;
  /** How far a label stands off its box, so that it joins the box's line. */
  readonly line: number;
}

export function labelStyle(fontFamily: string, size: number, line: number): LabelStyle {
  return {
    font: `600 ${size}px ${fontFamily}`,
    height: Math.round(size * 1.5),
    padding: size / 3,
    line,
  };
}

/** A label with its place on the screen. */
export interface PlacedLabel {
  readonly mark: Mark;
  readonly place: Rect;
}

function wishOf(context: Context, mark: Mark, viewport: Viewport, style: LabelStyle): LabelWish {
  const { x, y, width, height } = mark.object.bounds;
  const half = style.line / 2;
  return {
    box: {
      x: x * viewport.scale + viewport.x - half,
      y: y * viewport.scale + viewport.y - half,
      width: width * viewport.scale + style.line,
      height: height * viewport.scale + style.line,
    },
    width: context.measureText(mark.label).width + 2 * style.padding,
    height: style.height,
    remarkable: isRemarkable(mark.verdict),
  };
}

/** Whether a mark has a label: of a pair that is being faded, only the version that is seen more. */
export function isLabelled({ opacity }: Mark): boolean {
  return opacity >= 0.5;
}

/** Places the labels of marks: what is remarkable first, then the order of the marks. */
export function layOutLabels(
  context: Context,
  marks: readonly Mark[],
  viewport: Viewport,
  area: Rect,
  style: LabelStyle,
): PlacedLabel[] {
  context.font = style.font;
  const labelled = marks.filter((mark) => mark.object.corners.length > 0 && isLabelled(mark));
  const [remarkable, other] = [true, false].map((wanted) =>
    labelled.filter(({ verdict }) => isRemarkable(verdict) === wanted),
  );
  const boxed = [...(remarkable ?? []), ...(other ?? [])];
  const places = placeLabels(
    boxed.map((mark) => wishOf(context, mark, viewport, style)),
    area,
  );
  return boxed.flatMap((mark, index) => {
    const place = places[index];
    return place ? [{ mark, place }] : [];
  });
}

/** The place of a label that must be seen. */
export function layOutLabel(
  context: Context,
  mark: Mark,
  viewport: Viewport,
  area: Rect,
  style: LabelStyle,
): PlacedLabel {
  context.font = style.font;
  return { mark, place: placeLabel(wishOf(context, mark, viewport, style), area) };
}

export function drawLabels(
  context: Context,
  labels: readonly PlacedLabel[],
  style: LabelStyle,
  shift: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): void {
  context.font = style.font;
  context.textBaseline = 'middle';
  const seam = style.line / 2;
  for (const { mark, place } of labels) {
    const [x, y] = [Math.round(place.x + shift.x), Math.round(place.y + shift.y)];
    context.globalAlpha = mark.opacity;
    // The same seam as around lines: a light label on a light picture has an edge.
    context.fillStyle = 'rgba(0, 0, 0, 0.55)';
    context.fillRect(x - seam, y - seam, place.width + 2 * seam, place.height + 2 * seam);
    context.fillStyle = mark.colour;
    context.fillRect(x, y, place.width, place.height);
    context.fillStyle = textOn(mark.colour);
    context.fillText(mark.label, x + style.padding, y + place.height / 2 + 0.5);
  }
  context.globalAlpha = 1;
}
