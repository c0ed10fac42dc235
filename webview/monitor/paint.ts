import type { Scene } from '../monitorProtocol.ts';
import { labelBaselines } from './labelBaselines.ts';
import { SPAN_MS } from './record.ts';
import type { Layer, LayerPoint } from './stack.ts';
import { type ChartStyle, colourOf } from './style.ts';

/** A line across a chart, with what it stands for. */
export interface Mark {
  readonly value: number;
  readonly label: string;
  readonly kind: 'threshold' | 'budget';
}

/** What a chart shows. */
export interface Picture {
  readonly layers: readonly Layer[];
  readonly users: Scene['users'];
  /** The value at the top edge. */
  readonly top: number;
  readonly topLabel: string;
  /** What stands where there is no figure at all. */
  readonly notTold: string;
  readonly marks: readonly Mark[];
  /** The time at the right edge. */
  readonly end: number;
  /** The time that is pointed at. */
  readonly at: number | undefined;
}

const FONT_PX = 10;
const MINUTE_MS = 60_000;
const DASHES = { threshold: [2, 3], budget: [6, 3] } as const;

/** Draws a chart into a canvas of this size in CSS pixels. */
export function paint(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  picture: Picture,
  style: ChartStyle,
): void {
  context.clearRect(0, 0, width, height);
  const x = (time: number): number => width * (1 - (picture.end - time) / SPAN_MS);
  const y = (value: number): number => height - (value / picture.top) * height;
  drawMinutes(context, width, height, style);
  for (const layer of picture.layers) drawLayer(context, layer, picture, { x, y }, style);
  context.font = `${FONT_PX}px ${style.font}`;
  const marks = [...picture.marks].sort((a, b) => b.value - a.value);
  const lines = marks.map(({ value }) => Math.round(y(value)) + 0.5);
  const baselines = labelBaselines(lines, FONT_PX);
  for (const [at, mark] of marks.entries()) {
    drawMark(context, mark, width, lines[at] ?? 0, baselines[at] ?? 0, style);
  }
  label(context, picture.topLabel, 3, FONT_PX, style);
  if (picture.layers.every(({ pieces }) => pieces.length === 0)) {
    const length = context.measureText(picture.notTold).width;
    label(context, picture.notTold, (width - length) / 2, height / 2 + FONT_PX / 2, style);
  }
  if (picture.at !== undefined) drawCursor(context, Math.round(x(picture.at)), height, style);
}

interface Scale {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
}

function drawMinutes(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { muted }: ChartStyle,
): void {
  context.save();
  context.strokeStyle = muted;
  context.globalAlpha = 0.18;
  context.lineWidth = 1;
  for (let minute = 1; minute * MINUTE_MS < SPAN_MS; minute++) {
    const at = Math.round((width * (minute * MINUTE_MS)) / SPAN_MS) + 0.5;
    context.beginPath();
    context.moveTo(at, 0);
    context.lineTo(at, height);
    context.stroke();
  }
  context.restore();
}

function drawLayer(
  context: CanvasRenderingContext2D,
  { user, pieces }: Layer,
  { users }: Picture,
  { x, y }: Scale,
  style: ChartStyle,
): void {
  const [colour, alpha] = colourOf(users[user], style);
  const edge = (points: readonly LayerPoint[], of: 'low' | 'high'): void => {
    for (const point of points) context.lineTo(x(point.time), y(point[of]));
  };
  context.save();
  for (const piece of pieces) {
    const [first] = piece;
    if (first === undefined) continue;
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.beginPath();
    // A single look is a thin line, not nothing.
    if (piece.length === 1) {
      context.rect(x(first.time) - 1, y(first.high), 2, y(first.low) - y(first.high));
    } else {
      edge(piece, 'high');
      edge(piece.toReversed(), 'low');
      context.closePath();
    }
    context.fill();
    // The seam between two layers, so that colour is not all that parts them.
    context.globalAlpha = 1;
    context.strokeStyle = style.highContrast ? style.foreground : style.background;
    context.lineWidth = 1;
    context.beginPath();
    edge(piece, 'high');
    context.stroke();
  }
  context.restore();
}

function drawMark(
  context: CanvasRenderingContext2D,
  { kind, label: text }: Mark,
  width: number,
  line: number,
  baseline: number,
  style: ChartStyle,
): void {
  if (line < 0) return;
  context.save();
  context.strokeStyle = kind === 'threshold' ? style.warning : style.foreground;
  context.setLineDash([...DASHES[kind]]);
  context.beginPath();
  context.moveTo(0, line);
  context.lineTo(width, line);
  context.stroke();
  context.restore();
  const length = context.measureText(text).width;
  label(context, text, width - length - 3, baseline, style);
}

/** Text that is read on whatever is below it. */
function label(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  { background, foreground }: ChartStyle,
): void {
  context.save();
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = background;
  context.strokeText(text, x, y);
  context.fillStyle = foreground;
  context.fillText(text, x, y);
  context.restore();
}

function drawCursor(
  context: CanvasRenderingContext2D,
  at: number,
  height: number,
  { foreground }: ChartStyle,
): void {
  context.save();
  context.strokeStyle = foreground;
  context.beginPath();
  context.moveTo(at + 0.5, 0);
  context.lineTo(at + 0.5, height);
  context.stroke();
  context.restore();
}
