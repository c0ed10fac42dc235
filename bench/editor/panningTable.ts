import { columns } from '../server/columns.ts';
import { median, quantile } from '../server/statistics.ts';
import type { Panning, PanningTimes } from './panning.ts';

/** A frame of a display with 60 frames a second, with some leeway. */
const DISPLAY_MS = 1000 / 60 + 1;
/** Shares of a frame's time from which a part of it is what takes the time. */
const MOSTLY = 0.5;

/** Frames a second over a whole drag. */
export function framesPerSecond({ frames }: Panning): number {
  return (1000 * frames.length) / frames.reduce((sum, ms) => sum + ms, 0);
}

/** Each drag in figures, as a table. */
export function panningTable({ drags, canvas2d }: PanningTimes): string {
  const limit = (drag: Panning): string => {
    const empty = drags.find(({ ratio, boxes }) => ratio === drag.ratio && boxes === 0);
    return whatLimits(drag, empty ?? drag, canvas2d);
  };
  return columns(
    ['pixel ratio', 'boxes', 'canvas', 'fps', 'median ms', 'p95 ms', 'scripts ms', 'limited by'],
    drags.map((drag) => [
      String(drag.ratio),
      String(drag.boxes),
      drag.canvas,
      framesPerSecond(drag).toFixed(1),
      median(drag.frames).toFixed(1),
      quantile(drag.frames, 0.95).toFixed(1),
      median(drag.scripts).toFixed(1),
      limit(drag),
    ]),
  );
}

/** What a drag's frames wait for, in words. */
function whatLimits(drag: Panning, withoutBoxes: Panning, canvas2d: string): string {
  const frame = median(drag.frames);
  if (frame <= DISPLAY_MS) {
    const missed = drag.frames.filter((ms) => ms > DISPLAY_MS).length;
    return `the display’s 60 Hz, ${missed} of ${drag.frames.length} frames late`;
  }
  if (median(drag.scripts) > MOSTLY * frame) return 'the panel’s scripts';
  const by = /software|disabled/.test(canvas2d) ? 'in software' : 'by the graphics processor';
  return median(withoutBoxes.frames) > MOSTLY * frame
    ? `drawing ${drag.canvas} pixels ${by}, boxes or not`
    : `drawing the boxes ${by}`;
}
