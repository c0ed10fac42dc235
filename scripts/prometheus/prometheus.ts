import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '../vscode/findOnPath.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runInstaller } from '../vscode/runInstaller.ts';
import { TOOL_CACHE } from '../vscode/toolCache.ts';

const WHAT = 'Prometheus';
const FOLDER = join(TOOL_CACHE, 'prometheus');

/** Prometheus and the tool that checks its files. */
export interface Prometheus {
  readonly prometheus: string;
  readonly promtool: string;
}

/** Why there is no Prometheus and none can be had; undefined when all is well. */
export function prometheusMissing(): string | undefined {
  if (programs() !== undefined) return undefined;
  return findOnPath('apt-get') === undefined || findOnPath('dpkg-deb') === undefined
    ? 'no prometheus, and this system has no apt-get'
    : undefined;
}

/**
 * Those on the PATH, else those of Debian's package. That is unpacked into the cache and not installed:
 * installing it would start a service.
 * @throws MeansError when it cannot be had.
 */
export async function ensurePrometheus(): Promise<Prometheus> {
  const found = programs();
  if (found) return found;
  const reason = prometheusMissing();
  if (reason !== undefined) throw new MeansError(reason);
  mkdirSync(TOOL_CACHE, { recursive: true });
  const folder = mkdtempSync(join(TOOL_CACHE, 'prometheus-'));
  try {
    const download = ['apt-get', 'download', '-qq', 'prometheus'] as const;
    try {
      await runInstaller(WHAT, [...download], { cwd: folder });
    } catch {
      // The list of what there is may be old, or not there.
      await runInstaller(WHAT, ['apt-get', 'update', '-qq']);
      await runInstaller(WHAT, [...download], { cwd: folder });
    }
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '';
    await runInstaller(WHAT, ['dpkg-deb', '-x', join(folder, archive), join(folder, 'root')]);
    try {
      renameSync(join(folder, 'root'), FOLDER);
    } catch (error) {
      // Another process was faster.
      if (programs() === undefined) throw error;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const unpacked = programs();
  if (!unpacked) throw new MeansError('Debian’s package of Prometheus has no program in it');
  return unpacked;
}

function programs(): Prometheus | undefined {
  const [prometheus, promtool] = ['prometheus', 'promtool'].map((name) => {
    const kept = join(FOLDER, 'usr', 'bin', name);
    return findOnPath(name) ?? (existsSync(kept) ? kept : undefined);
  });
  return prometheus && promtool ? { prometheus, promtool } : undefined;
}
