import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { unmountBelow } from './leftovers.ts';

/** Mounts a new file system of that many MiB on a folder; its bytes lie in a file beside it. */
export function mountSmallDisk(folder: string, mebibytes: number): void {
  const file = `${folder}.ext4`;
  mkdirSync(folder, { recursive: true });
  const handle = openSync(file, 'w');
  ftruncateSync(handle, mebibytes * 2 ** 20);
  closeSync(handle);
  execFileSync('mkfs.ext4', ['-q', '-F', file]);
  execFileSync('mount', ['-o', 'loop', file, folder]);
}

/** Unmounts it and removes it with all that was on it. */
export function removeSmallDisk(folder: string): void {
  unmountBelow(folder);
  rmSync(folder, { recursive: true, force: true });
  rmSync(`${folder}.ext4`, { force: true });
}
