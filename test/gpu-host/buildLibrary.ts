import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages, noDebianPackages } from '../../scripts/vscode/debianPackages.ts';
import { findOnPath } from '../../scripts/vscode/findOnPath.ts';
import { TOOL_CACHE } from '../../scripts/vscode/toolCache.ts';

const SOURCES = join(import.meta.dirname, 'library');
const FLAGS = ['-std=gnu11', '-O2', '-fPIC', '-shared', '-Wall', '-Wextra', '-Werror'];

/** Why the simulated driver cannot be built here; undefined when it can. */
export function gpuHostMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the simulated GPU driver runs on Linux only';
  if (findOnPath('gcc') !== undefined) return undefined;
  const reason = noDebianPackages();
  return reason && `no gcc for the simulated GPU driver, and ${reason}`;
}

/**
 * Builds the simulated `libnvidia-ml.so.1` unless this very version is there already.
 * @returns the folder that it lies in.
 */
export async function buildLibrary(kind: 'current' | 'old'): Promise<string> {
  const sources = readdirSync(SOURCES).sort();
  const hash = createHash('sha256').update(kind);
  for (const name of sources) hash.update(readFileSync(join(SOURCES, name)));
  const folder = join(TOOL_CACHE, 'gpu-host', `${kind}-${hash.digest('hex').slice(0, 16)}`);
  const file = join(folder, 'libnvidia-ml.so.1');
  if (existsSync(file)) return folder;
  if (findOnPath('gcc') === undefined) {
    await installDebianPackages('gcc, for the simulated GPU driver', ['gcc', 'libc6-dev']);
  }
  mkdirSync(folder, { recursive: true });
  // Another test may be building it too: each into a file of its own, the last one stays.
  const unfinished = `${file}.${process.pid}`;
  const inputs = sources.filter((name) => name.endsWith('.c')).map((name) => join(SOURCES, name));
  const variant = kind === 'old' ? ['-DOLD_DRIVER'] : [];
  execFileSync('gcc', [...FLAGS, ...variant, '-o', unfinished, ...inputs, '-lpthread']);
  renameSync(unfinished, file);
  return folder;
}
