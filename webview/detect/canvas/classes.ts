import type { Point } from '../logic/geometry.ts';
import type { Mark } from '../logic/marks.ts';
import { drawLabels, isLabelled, type LabelStyle } from './labels.ts';

const MOST = 5;

/** Writes the most likely classes of a classification into a corner, one below the other. */
export function drawClasses(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  marks: readonly Mark[],
  corner: Point,
  style: LabelStyle,
): void {
  const classes = marks
    .filter((mark) => mark.object.corners.length === 0 && isLabelled(mark))
    .slice(0, MOST);
  context.font = style.font;
  const labels = classes.map((mark, index) => ({
    mark,
    place: {
      x: corner.x,
      y: corner.y + index * (style.height + style.line),
      width: context.measureText(mark.label).width + 2 * style.padding,
      height: style.height,
    },
  }));
  drawLabels(context, labels, style);
}
