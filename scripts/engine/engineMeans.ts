import { spawnSync } from 'node:child_process';
import { installDebianPackages, noDebianPackages } from '../vscode/debianPackages.ts';
import { findOnPath } from '../vscode/findOnPath.ts';
import { MeansError } from '../vscode/meansError.ts';

/** Programs that an engine of our own needs, and the Debian package that each comes with. */
const PROGRAMS: Readonly<Record<string, string>> = {
  dockerd: 'docker.io',
  debootstrap: 'debootstrap',
  iptables: 'iptables',
  ip: 'iproute2',
  'mkfs.ext4': 'e2fsprogs',
};

function missingPackages(): string[] {
  const missing = Object.entries(PROGRAMS).filter(([name]) => findOnPath(name) === undefined);
  return missing.map(([, debianPackage]) => debianPackage);
}

/** Inside an unprivileged container root is not enough. */
function mayMount(): boolean {
  return spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0;
}

/** Why no Docker Engine of our own can run here; undefined when all is well. */
export function engineMissing(): string | undefined {
  if (process.platform !== 'linux') return 'starting a Docker Engine needs Linux';
  if (process.getuid?.() !== 0) return 'starting a Docker Engine needs root';
  if (!mayMount()) return 'this root may not mount (an unprivileged container?)';
  const packages = missingPackages();
  const reason = packages.length > 0 ? noDebianPackages() : undefined;
  return reason && `no ${packages.join(', ')}, and ${reason}`;
}

/**
 * Installs what an engine needs where it is missing.
 * @throws MeansError with the reason when it cannot be.
 */
export async function ensureEngineMeans(): Promise<void> {
  const reason = engineMissing();
  if (reason !== undefined) throw new MeansError(reason);
  const packages = missingPackages();
  if (packages.length === 0) return;
  console.log(`Installing ${packages.join(', ')} (apt-get); about half a minute …`);
  await installDebianPackages('A Docker Engine', packages);
}
