import { columns } from '../server/columns.ts';
import { median } from '../server/statistics.ts';
import type { Click } from './clickToBoxes.ts';
import { framesPerSecond } from './panningTable.ts';
import type { Results } from './results.ts';

const ACTIVATION_MS = 50;
const EXTENSION_KB = 300;
const CLICK_MS = 400;
const FPS = 50;
const CROWD = 2000;

/** What was aimed at and what was measured, as a table. */
export function barTable({ subject, activations, clicks, panning }: Results): string {
  const size = subject.activationBytes / 1000;
  const rows = [
    bar(
      'code that activation reads',
      `≤ ${EXTENSION_KB} kB`,
      `${size.toFixed(0)} kB`,
      size <= EXTENSION_KB,
    ),
  ];
  if (activations !== undefined) {
    const times = activations.map(({ code, call }) => code + call);
    rows.push(atMost('activation, median', times, ACTIVATION_MS));
  }
  if (clicks !== undefined) {
    const boxes = (all: readonly Click[]): number[] => all.map((click) => click.boxes);
    rows.push(
      atMost('click to boxes, panel open, median', boxes(clicks.openPanel), CLICK_MS),
      atMost('click to boxes, new panel, median', boxes(clicks.newPanel), CLICK_MS),
    );
  }
  for (const drag of panning?.drags ?? []) {
    if (drag.boxes !== CROWD) continue;
    const fps = framesPerSecond(drag);
    const name = `panning ${CROWD} boxes, pixel ratio ${drag.ratio}`;
    rows.push(bar(name, `≥ ${FPS} fps`, `${fps.toFixed(1)} fps`, fps >= FPS));
  }
  return columns(['', 'aim', 'measured', ''], rows);
}

function atMost(name: string, times: readonly number[], limit: number): string[] {
  const middle = median(times);
  const digits = limit < 100 ? 1 : 0;
  return bar(name, `≤ ${limit} ms`, `${middle.toFixed(digits)} ms`, middle <= limit);
}

function bar(name: string, aim: string, measured: string, met: boolean): string[] {
  return [name, aim, measured, met ? 'met' : 'NOT MET'];
}
