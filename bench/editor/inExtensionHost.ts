/** Runs in the extension host of a fresh VS Code, in the place of a test suite: activates, and tells. */
import { writeFileSync } from 'node:fs';
import Module from 'node:module';
import * as vscode from 'vscode';
import type { ActivationReport } from './activationReport.ts';

/** The part of Node's module loader that is watched. */
interface Loader {
  load(this: { exports: { activate(context: unknown): unknown } }, file: string): void;
}

/** Native libraries of this process. */
function libraries(): Set<string> {
  // Looking up the names of open connections takes long, and Node's types do not know it.
  Reflect.set(process.report, 'excludeNetwork', true);
  const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] };
  return new Set(sharedObjects);
}

/** From now on, takes the time of loading a file, and of what it exports as `activate`. */
function watch(main: string): { code: number; call: number } {
  const times = { code: Number.NaN, call: Number.NaN };
  const loader = Module.prototype as unknown as Loader;
  const { load } = loader;
  loader.load = function (file) {
    const began = performance.now();
    load.call(this, file);
    if (file !== main) return;
    times.code = performance.now() - began;
    const { activate } = this.exports;
    const timed = (context: unknown): unknown => {
      const start = performance.now();
      const result = activate(context);
      times.call = performance.now() - start;
      return result;
    };
    this.exports = { ...this.exports, activate: timed };
  };
  return times;
}

/** Writes an `ActivationReport` to the file that YOLO_BENCH_RESULT names. */
export async function run(): Promise<void> {
  const { YOLO_BENCH_RESULT: file = '' } = process.env;
  const extension = vscode.extensions.getExtension('yolo-dock.yolo-dock');
  if (extension === undefined) throw new Error('The extension is not installed.');
  if (extension.isActive) throw new Error('The extension is active without being asked for.');
  const main = vscode.Uri.joinPath(extension.extensionUri, extension.packageJSON.main).fsPath;
  const times = watch(main);
  const before = libraries();
  const heap = process.memoryUsage().heapUsed;
  const began = performance.now();
  await extension.activate();
  const report: ActivationReport = {
    ...times,
    total: performance.now() - began,
    heap: process.memoryUsage().heapUsed - heap,
    modules: Object.keys(require.cache).filter((name) => name.startsWith(extension.extensionPath)),
    native: [...libraries()].filter((name) => !before.has(name)),
    node: process.version,
  };
  writeFileSync(file, JSON.stringify(report));
}
