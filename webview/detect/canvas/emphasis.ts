import { boundsOf } from '../logic/geometry.ts';
import type { Mark } from '../logic/marks.ts';
import { VERDICTS } from '../logic/verdicts.ts';
import type { Viewport } from '../logic/viewport.ts';
import { outlineOf } from './shapes.ts';

/** Draws a mark's outline so that it stands out from all others, in any colours. */
export function drawEmphasis(
  context: CanvasRenderingContext2D,
  mark: Mark,
  { scale, x, y }: Viewport,
  line: number,
): void {
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
    // Ground truth looks as where it is missed.
    const { colour, dash } = VERDICTS.miss;
    context.strokeStyle = colour;
    context.lineWidth = line / scale;
    context.setLineDash(dash.map((length) => (length * line) / scale));
    const { x: left, y: top, width, height } = boundsOf(mark.partner.corners);
    context.strokeRect(left, top, width, height);
  }
  context.restore();
}
