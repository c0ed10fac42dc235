import type { Point } from '../logic/geometry.ts';
import type { Mark } from '../logic/marks.ts';
import type { Dash } from '../logic/verdicts.ts';
import { COCO_BONES, COCO_KEYPOINTS } from './skeleton.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Keypoints that a model is less sure of are not drawn. */
const SEEN = 0.5;

/** How much wider than others broken lines are. */
const BROKEN = 1.4;

/** The outlines of marks that look the same, as paths in picture coordinates. */
interface Group {
  readonly colour: string;
  readonly dash: Dash;
  readonly opacity: number;
  readonly boxes: Path2D;
  readonly masks: Path2D | undefined;
}

/** Marks made ready for drawing: few strokes whatever their number. */
export interface Shapes {
  readonly groups: readonly Group[];
  readonly marks: readonly Mark[];
}

function addPolygon(path: Path2D, points: readonly Point[]): void {
  for (const [index, { x, y }] of points.entries()) {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
}

/** The outline of one object. */
export function outlineOf(mark: Mark): Path2D {
  const path = new Path2D();
  addPolygon(path, mark.object.corners);
  return path;
}

/** Builds the paths of marks; needed only when they change, not when the view moves. */
export function shapesOf(marks: readonly Mark[]): Shapes {
  const groups = new Map<
    string,
    { colour: string; dash: Dash; opacity: number; boxes: Path2D; masks?: Path2D }
  >();
  for (const mark of marks) {
    const { colour, dash, opacity } = mark;
    if (mark.object.corners.length === 0 || opacity === 0) continue;
    const key = `${colour} ${dash} ${opacity}`;
    let group = groups.get(key);
    if (!group) {
      group = { colour, dash, opacity, boxes: new Path2D() };
      groups.set(key, group);
    }
    addPolygon(group.boxes, mark.object.corners);
    if (mark.object.outline.length > 2) {
      group.masks ??= new Path2D();
      addPolygon(group.masks, mark.object.outline);
    }
  }
  return {
    groups: [...groups.values()].map((group) => ({ ...group, masks: group.masks })),
    marks,
  };
}

/** How shapes are drawn: lengths in picture pixels. */
export interface Pen {
  readonly line: number;
  /** Width of the dark seam that sets colours off from any picture. */
  readonly seam: number;
}

export function drawShapes(context: Context, { groups, marks }: Shapes, pen: Pen): void {
  context.lineJoin = 'miter';
  for (const { masks, colour, opacity } of groups) {
    if (!masks) continue;
    context.globalAlpha = 0.35 * opacity;
    context.fillStyle = colour;
    context.fill(masks);
    context.globalAlpha = 0.9 * opacity;
    context.strokeStyle = colour;
    context.lineWidth = pen.line * 0.6;
    context.stroke(masks);
  }
  for (const { boxes, colour, dash, opacity } of groups) {
    // A broken line has less of its colour.
    const line = dash.length > 0 ? pen.line * BROKEN : pen.line;
    context.globalAlpha = opacity;
    context.setLineDash([]);
    context.strokeStyle = 'rgba(0, 0, 0, 0.55)';
    context.lineWidth = line + 2 * pen.seam;
    context.stroke(boxes);
    context.setLineDash(dash.map((length) => length * line));
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.stroke(boxes);
  }
  context.setLineDash([]);
  for (const mark of marks) {
    context.globalAlpha = mark.opacity;
    drawBones(context, mark, pen);
    drawKeypoints(context, mark, pen);
  }
  context.globalAlpha = 1;
}

function drawBones(context: Context, { object, colour }: Mark, pen: Pen): void {
  const { keypoints } = object;
  if (keypoints.length !== COCO_KEYPOINTS) return;
  const path = new Path2D();
  for (const [from, to] of COCO_BONES) {
    const [a, b] = [keypoints[from], keypoints[to]];
    if (!a || !b || a.visible < SEEN || b.visible < SEEN) continue;
    path.moveTo(a.x, a.y);
    path.lineTo(b.x, b.y);
  }
  context.strokeStyle = 'rgba(0, 0, 0, 0.55)';
  context.lineWidth = pen.line + 2 * pen.seam;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = pen.line;
  context.stroke(path);
}

function drawKeypoints(context: Context, { object, colour }: Mark, pen: Pen): void {
  for (const { x, y, visible } of object.keypoints) {
    if (visible < SEEN) continue;
    context.beginPath();
    context.arc(x, y, pen.line * 1.5 + pen.seam, 0, 2 * Math.PI);
    context.fillStyle = 'rgba(0, 0, 0, 0.7)';
    context.fill();
    context.beginPath();
    context.arc(x, y, pen.line * 1.5, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
}
