import { findOnPath } from './findOnPath.ts';
import { runInstaller } from './runInstaller.ts';

/** Why Debian packages cannot be installed here; undefined when they can. */
export function noDebianPackages(): string | undefined {
  if (findOnPath('apt-get') === undefined) return 'this system has no apt-get';
  if (process.getuid?.() !== 0) return 'installing packages needs root';
  return undefined;
}

/** Installs Debian packages, after refreshing the list of what there is. */
export async function installDebianPackages(what: string, names: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runInstaller(what, ['apt-get', 'update', '-qq'], { env });
  const flags = ['install', '-y', '-qq', '--no-install-recommends'];
  await runInstaller(what, ['apt-get', ...flags, ...names], { env });
}
