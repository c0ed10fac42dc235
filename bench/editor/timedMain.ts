import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name under which the times stand in the extension host's global object. */
export const TIMES = 'yoloActivation';

/** Milliseconds. */
export interface ActivationTimes {
  /** Loading the extension's code: reading, compiling, evaluating. */
  readonly code: number;
  /** Its `activate`. */
  readonly call: number;
}

/**
 * Puts a module before the extension's own that takes the time of loading it and of its `activate`:
 * a module of ECMAScript can be watched in no other way.
 *
 * @param folder of the unpacked extension.
 */
export function timeMain(folder: string): void {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const main = String(manifest['main']);
  const timed = './dist/timed.js';
  writeFileSync(file, JSON.stringify({ ...manifest, main: timed }));
  writeFileSync(join(folder, timed), timedModule(main.replace('./dist/', './')));
}

function timedModule(main: string): string {
  return `
const began = performance.now();
const extension = await import(${JSON.stringify(main)});
const times = globalThis.${TIMES} = { code: performance.now() - began };
export function activate(context) {
  const start = performance.now();
  const result = extension.activate(context);
  times.call = performance.now() - start;
  return result;
}
export const deactivate = extension.deactivate;
`;
}
