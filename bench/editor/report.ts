import { basename } from 'node:path';
import { median, quantile } from '../server/statistics.ts';
import type { ActivationReport } from './activationReport.ts';
import { barTable } from './bars.ts';
import type { ClickTimes } from './clickToBoxes.ts';
import type { PanningTimes } from './panning.ts';
import { panningTable } from './panningTable.ts';
import type { Results } from './results.ts';

/** All figures as text. */
export function report(results: Results): string {
  const { subject, activations, clicks, panning } = results;
  const { vsix, packageBytes, made } = subject;
  return [
    `${basename(vsix)}: ${(packageBytes / 1e6).toFixed(1)} MB, made ${made.toISOString()}`,
    activations && activationLines(activations),
    clicks && clickLines(clicks),
    panning && panningLines(panning),
    barTable(results),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function activationLines(reports: readonly ActivationReport[]): string {
  const [first] = reports;
  const heap = median(reports.map(({ heap }) => heap)) / 1e6;
  return [
    `Activation (ms), ${reports.length} starts of VS Code, Node ${first?.node}`,
    `  loading code            ${spread(reports.map(({ code }) => code))}`,
    `  activate()              ${spread(reports.map(({ call }) => call))}`,
    `  all, VS Code’s own too  ${spread(reports.map(({ total }) => total))}`,
    `  native libraries: none; heap +${heap.toFixed(1)} MB`,
  ].join('\n');
}

function clickLines({ cold, newPanel, openPanel }: ClickTimes): string {
  return [
    'Click to boxes (ms), each picture once',
    `  panel open              ${spread(openPanel.map(({ boxes }) => boxes))}`,
    `  new panel               ${spread(newPanel.map(({ boxes }) => boxes))}`,
    `    of it for the webview ${spread(newPanel.map(({ document }) => document))}`,
    `  the first, cold server  ${cold.boxes.toFixed(0)}`,
  ].join('\n');
}

function panningLines(panning: PanningTimes): string {
  return `Panning; Chromium draws on canvases with: ${panning.canvas2d}\n${panningTable(panning)}`;
}

function spread(values: readonly number[]): string {
  const digits = Math.max(...values) < 100 ? 1 : 0;
  const [low, middle, high] = [0, 0.5, 1].map((share) => quantile(values, share).toFixed(digits));
  return `median ${middle} (${low}–${high}, ${values.length} times)`;
}
