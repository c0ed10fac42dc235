import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A file system of its own in a folder. */
export interface SmallDisk {
  readonly makeReadOnly: () => void;
  readonly remove: () => void;
}

function run(program: string, ...args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.trim()}`);
}

/** Why no disk can be mounted here; undefined when one can. */
export function noSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'mounting a small disk needs Linux';
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  return undefined;
}

/** Mounts an empty disk that holds so many KiB in a new folder. */
export function smallDisk(folder: string, kibibytes: number): SmallDisk {
  mkdirSync(folder);
  run('mount', '-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder);
  return {
    makeReadOnly: () => run('mount', '-o', 'remount,ro', folder),
    // Watchers and the explorer still look at it.
    remove: () => run('umount', '--lazy', folder),
  };
}
