import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { noDebianPackages } from './debianPackages.ts';
import { findOnPath } from './findOnPath.ts';
import { TOOL_CACHE } from './toolCache.ts';

/** The npm package that carries VS Code's server; its version is VS Code's plus 3. */
export const CODE_SERVER = 'code-server@4.139.1';

/** VS Code's server, where it is or will be installed. */
export const SERVER_FOLDER = join(TOOL_CACHE, CODE_SERVER.replace('@', '-'));

/** The program that is VS Code's server. */
export const SERVER_MAIN = join(SERVER_FOLDER, 'out', 'server-main.js');

/** What compiling its two native modules needs, by program, and the Debian packages that have it. */
export const COMPILER = {
  programs: ['make', 'c++', 'python3'],
  packages: ['build-essential', 'python3'],
};

export function compilerMissing(): boolean {
  return COMPILER.programs.some((name) => findOnPath(name) === undefined);
}

/** Why VS Code's server is not here and cannot be installed; undefined when all is well. */
export function serverMissing(): string | undefined {
  if (existsSync(SERVER_MAIN)) return undefined;
  if (process.platform === 'win32') return "VS Code's server is not set up on Windows";
  if (!compilerMissing()) return undefined;
  const reason = noDebianPackages();
  return reason && `VS Code's server needs ${COMPILER.programs.join(', ')}, and ${reason}`;
}
