import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile, compilerMissing } from './compile.ts';

const SOURCES = join(import.meta.dirname, 'library');

/** Why the simulated driver cannot be built here; undefined when it can. */
export const gpuHostMissing = compilerMissing;

/**
 * Builds the simulated `libnvidia-ml.so.1`.
 * @returns the folder that it lies in.
 */
export function buildLibrary(kind: 'current' | 'old'): Promise<string> {
  const sources = readdirSync(SOURCES).sort();
  return compile({
    output: 'libnvidia-ml.so.1',
    sources: sources.map((name) => join(SOURCES, name)),
    flags: ['-fPIC', '-shared', '-pthread', ...(kind === 'old' ? ['-DOLD_DRIVER'] : [])],
  });
}
