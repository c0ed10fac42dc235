import type { Size } from '../types.ts';
import type { Grid } from './grid.ts';

/** One prediction above the threshold. Boxes are in pixels of the network's input. */
export interface Candidate {
  /** Index of the prediction in its grid, to find its other channels. */
  readonly index: number;
  readonly classId: number;
  readonly score: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Which predictions are kept. */
export interface Selection {
  /** Lowest score, exclusive. */
  readonly conf: number;
  /** Class numbers to keep; all when absent. */
  readonly classes?: ReadonlySet<number> | undefined;
}

function fromCentre(
  index: number,
  classId: number,
  score: number,
  [cx, cy, width, height]: readonly [number, number, number, number],
): Candidate {
  return {
    index,
    classId,
    score,
    x1: cx - width / 2,
    y1: cy - height / 2,
    x2: cx + width / 2,
    y2: cy + height / 2,
  };
}

/** For every prediction its best class and that class's score, read in the order of memory. */
function bestClasses(
  grid: Grid,
  firstClass: number,
  classes: number,
): { score: Float32Array; classId: Uint16Array } {
  const { data, count, step, channelStep } = grid;
  const score = new Float32Array(count).fill(-Infinity);
  const classId = new Uint16Array(count);
  if (channelStep === 1) {
    for (let i = 0; i < count; i++) {
      const from = i * step + firstClass;
      let best = -Infinity;
      let bestAt = 0;
      for (let c = 0; c < classes; c++) {
        const value = data[from + c] as number;
        if (value > best) {
          best = value;
          bestAt = c;
        }
      }
      score[i] = best;
      classId[i] = bestAt;
    }
    return { score, classId };
  }
  for (let c = 0; c < classes; c++) {
    const from = (firstClass + c) * channelStep;
    for (let i = 0; i < count; i++) {
      const value = data[from + i * step] as number;
      if (value > (score[i] as number)) {
        score[i] = value;
        classId[i] = c;
      }
    }
  }
  return { score, classId };
}

/** Collects what passes the selection; `boxAt` gives centre and size in input pixels. */
function collect(
  grid: Grid,
  best: { score: Float32Array; classId: Uint16Array },
  selection: Selection,
  boxAt: (index: number) => readonly [number, number, number, number],
): Candidate[] {
  const kept: Candidate[] = [];
  for (let i = 0; i < grid.count; i++) {
    const score = best.score[i] as number;
    if (!(score > selection.conf)) continue;
    const classId = best.classId[i] as number;
    if (selection.classes !== undefined && !selection.classes.has(classId)) continue;
    kept.push(fromCentre(i, classId, score, boxAt(i)));
  }
  return kept;
}

function centreBoxReader(grid: Grid): (index: number) => readonly [number, number, number, number] {
  const { data, step, channelStep } = grid;
  return (i) => {
    const at = i * step;
    return [
      data[at] as number,
      data[at + channelStep] as number,
      data[at + 2 * channelStep] as number,
      data[at + 3 * channelStep] as number,
    ];
  };
}

/** v8, 11, 12: centre, size, then one score a class. */
export function anchorFreeCandidates(
  grid: Grid,
  classes: number,
  selection: Selection,
): Candidate[] {
  return collect(grid, bestClasses(grid, 4, classes), selection, centreBoxReader(grid));
}

/** Multiplies class scores by objectness (channel 4), in place of a second pass over memory. */
function withObjectness(
  grid: Grid,
  best: { score: Float32Array; classId: Uint16Array },
): { score: Float32Array; classId: Uint16Array } {
  for (let i = 0; i < grid.count; i++) {
    const objectness = grid.data[i * grid.step + 4 * grid.channelStep] as number;
    best.score[i] = (best.score[i] as number) * objectness;
  }
  return best;
}

/** v5: centre, size, objectness, then one conditional score a class. */
export function objectnessCandidates(
  grid: Grid,
  classes: number,
  selection: Selection,
): Candidate[] {
  const best = withObjectness(grid, bestClasses(grid, 5, classes));
  return collect(grid, best, selection, centreBoxReader(grid));
}

/** Strides of YOLOX' three levels, in input pixels. */
const YOLOX_STRIDES = [8, 16, 32];

/** YOLOX: as v5, but centres are offsets in grid cells and sizes are logarithms. */
export function yoloxCandidates(
  grid: Grid,
  classes: number,
  selection: Selection,
  input: Size,
): Candidate[] {
  const best = withObjectness(grid, bestClasses(grid, 5, classes));
  const raw = centreBoxReader(grid);
  const levels: { end: number; start: number; columns: number; stride: number }[] = [];
  let start = 0;
  for (const stride of YOLOX_STRIDES) {
    const columns = Math.floor(input.width / stride);
    const end = start + columns * Math.floor(input.height / stride);
    levels.push({ start, end, columns, stride });
    start = end;
  }
  return collect(grid, best, selection, (i) => {
    const level = levels.find(({ end }) => i < end);
    if (level === undefined) return [0, 0, 0, 0];
    const cell = i - level.start;
    const [x, y, width, height] = raw(i);
    return [
      (x + (cell % level.columns)) * level.stride,
      (y + Math.floor(cell / level.columns)) * level.stride,
      Math.exp(width) * level.stride,
      Math.exp(height) * level.stride,
    ];
  });
}

/** End-to-end: corners (oriented boxes: centre and size), score, class; best first already. */
export function endToEndCandidates(
  grid: Grid,
  selection: Selection,
  layout: 'corners' | 'centre',
): Candidate[] {
  const { data, step, channelStep } = grid;
  const kept: Candidate[] = [];
  for (let i = 0; i < grid.count; i++) {
    const value = (k: number): number => data[i * step + k * channelStep] as number;
    const score = value(4);
    const classId = Math.round(value(5));
    if (!(score > selection.conf) || classId < 0) continue;
    if (selection.classes !== undefined && !selection.classes.has(classId)) continue;
    const box = [value(0), value(1), value(2), value(3)] as const;
    if (layout === 'centre') {
      // Channel 4 and 5 stand before the angle, which stays an extra channel.
      kept.push(fromCentre(i, classId, score, box));
    } else {
      kept.push({ index: i, classId, score, x1: box[0], y1: box[1], x2: box[2], y2: box[3] });
    }
  }
  return kept.sort((a, b) => b.score - a.score);
}
