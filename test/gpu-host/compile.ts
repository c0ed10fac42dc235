import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages, noDebianPackages } from '../../scripts/vscode/debianPackages.ts';
import { findOnPath } from '../../scripts/vscode/findOnPath.ts';
import { TOOL_CACHE } from '../../scripts/vscode/toolCache.ts';

const FLAGS = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror'];

/** What is compiled, and how. */
export interface Compilation {
  /** Name of the file that comes out of it. */
  readonly output: string;
  /** Absolute paths; headers are looked at only to see whether they have changed. */
  readonly sources: readonly string[];
  readonly flags: readonly string[];
}

/** Why nothing in C can be compiled here; undefined when it can. */
export function compilerMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the simulated GPU driver runs on Linux only';
  if (findOnPath('gcc') !== undefined) return undefined;
  const reason = noDebianPackages();
  return reason && `no gcc for the simulated GPU driver, and ${reason}`;
}

/**
 * Compiles C unless this very version is there already.
 * @returns the folder that the output lies in.
 */
export async function compile({ output, sources, flags }: Compilation): Promise<string> {
  const hash = createHash('sha256').update(flags.join());
  for (const source of sources) hash.update(readFileSync(source));
  const folder = join(TOOL_CACHE, 'gpu-host', `${output}-${hash.digest('hex').slice(0, 16)}`);
  const file = join(folder, output);
  if (existsSync(file)) return folder;
  if (findOnPath('gcc') === undefined) {
    await installDebianPackages('gcc, for the simulated GPU driver', ['gcc', 'libc6-dev']);
  }
  mkdirSync(folder, { recursive: true });
  // Another test may be building it too: each into a file of its own, the last one stays.
  const unfinished = `${file}.${process.pid}`;
  const inputs = sources.filter((name) => name.endsWith('.c'));
  execFileSync('gcc', [...FLAGS, ...flags, '-o', unfinished, ...inputs]);
  renameSync(unfinished, file);
  return folder;
}
