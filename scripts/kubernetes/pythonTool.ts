import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../vscode/findOnPath.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runInstaller } from '../vscode/runInstaller.ts';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

/** A Python package, with what it needs, in a folder of the cache. */
export interface PythonTool {
  readonly python: string;
  /** For PYTHONPATH. */
  readonly folder: string;
}

/**
 * A Python package that a test works with, put into the cache by pip where it is not there.
 * @param requirement with its version, such as `name==1.2.3`.
 * @throws MeansError when it cannot be had.
 */
export async function ensurePythonTool(requirement: string): Promise<PythonTool> {
  const python = findOnPath('python3');
  if (python === undefined) throw new MeansError(`no Python to install ${requirement} with`);
  const folder = join(TOOL_CACHE, requirement.replace('==', '-'));
  if (existsSync(folder)) return { python, folder };
  const part = `${folder}.${process.pid}`;
  const flags = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
  try {
    const install = ['-m', 'pip', 'install', ...flags, '--target', part, requirement];
    await runInstaller(requirement, [python, ...install]);
    await rename(part, folder).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return { python, folder };
}
