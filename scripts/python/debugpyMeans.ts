import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runInstaller } from '../vscode/runInstaller.ts';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

/** As VS Code's Python Debugger brings it. */
const VERSION = '1.8.22';

/**
 * A folder with the package `debugpy`, installed where it is missing.
 * @param python that runs pip.
 * @throws MeansError when it cannot be had.
 */
export async function ensureDebugpy(python: string): Promise<string> {
  const folder = join(TOOL_CACHE, `debugpy-${VERSION}`);
  if (existsSync(folder)) return folder;
  mkdirSync(TOOL_CACHE, { recursive: true });
  // It appears under its name only when it is whole.
  const part = `${folder}.${process.pid}`;
  rmSync(part, { recursive: true, force: true });
  const flags = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  await runInstaller('debugpy', [python, ...flags, '--target', part, `debugpy==${VERSION}`]);
  renameSync(part, folder);
  return folder;
}
