/** Runs in the extension host of a fresh VS Code, in the place of a test suite: activates, and tells. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ActivationReport } from './activationReport.ts';
import { type ActivationTimes, TIMES } from './timedMain.ts';

/** Native libraries of this process. */
function libraries(): Set<string> {
  // Looking up the names of open connections takes long, and Node's types do not know it.
  Reflect.set(process.report, 'excludeNetwork', true);
  const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] };
  return new Set(sharedObjects);
}

/** Writes an `ActivationReport` to the file that YOLO_BENCH_RESULT names. */
export async function run(): Promise<void> {
  const { YOLO_BENCH_RESULT: file = '' } = process.env;
  const extension = vscode.extensions.getExtension('yolo-dock.yolo-dock');
  if (extension === undefined) throw new Error('The extension is not installed.');
  if (extension.isActive) throw new Error('The extension is active without being asked for.');
  const before = libraries();
  const heap = process.memoryUsage().heapUsed;
  const began = performance.now();
  await extension.activate();
  const total = performance.now() - began;
  const times = (globalThis as Record<string, unknown>)[TIMES] as ActivationTimes;
  const report: ActivationReport = {
    ...times,
    total,
    heap: process.memoryUsage().heapUsed - heap,
    native: [...libraries()].filter((name) => !before.has(name)),
    node: process.version,
  };
  writeFileSync(file, JSON.stringify(report));
}
