import { existsSync } from 'node:fs';
import { installDebianPackages, noDebianPackages } from '../vscode/debianPackages.ts';
import { findOnPath } from '../vscode/findOnPath.ts';

const SSHD = '/usr/sbin/sshd';

function missing(): string[] {
  const packages = existsSync(SSHD) ? [] : ['openssh-server'];
  return findOnPath('ssh') === undefined ? [...packages, 'openssh-client'] : packages;
}

/** Why no SSH server of our own can run here; undefined when it can. */
export function sshMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'starting an SSH server needs root';
  const packages = missing();
  if (packages.length === 0) return undefined;
  if (existsSync('/run/systemd/system')) {
    return `no ${packages.join(', ')}, which is not installed here because it would begin to serve`;
  }
  const reason = noDebianPackages();
  return reason && `no ${packages.join(', ')}, and ${reason}`;
}

/**
 * Installs an SSH server where it is missing; none is started by that.
 * @returns its program.
 */
export async function ensureSshd(): Promise<string> {
  const packages = missing();
  if (packages.length > 0) await installDebianPackages('An SSH server', packages);
  return SSHD;
}
