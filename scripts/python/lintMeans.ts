import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runInstaller } from '../vscode/runInstaller.ts';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

/** What holds the types and the style of the Python server, in exact versions. */
const TOOLS = ['mypy==2.4.1', 'ruff==0.17.6'];

/**
 * A folder with mypy and ruff as packages, installed where they are missing.
 * @param python that runs pip, and then the tools.
 * @throws MeansError when they cannot be had.
 */
export async function ensurePythonLint(python: string): Promise<string> {
  const folder = join(TOOL_CACHE, `python-lint-${TOOLS.join('-').replaceAll('==', '-')}`);
  if (existsSync(folder)) return folder;
  mkdirSync(TOOL_CACHE, { recursive: true });
  // It appears under its name only when it is whole.
  const part = `${folder}.${process.pid}`;
  rmSync(part, { recursive: true, force: true });
  const flags = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  await runInstaller('mypy and ruff', [python, ...flags, '--target', part, ...TOOLS]);
  renameSync(part, folder);
  return folder;
}
