import { readlinkSync } from 'node:fs';

/** Inode number of the first PID namespace (PROC_PID_INIT_INO in the kernel's proc_ns.h). */
const FIRST = 'pid:[4026531836]';

/**
 * Whether pids mean the same here as to the driver, which always counts as the host does. Inside a
 * dev container or WSL2 the same number is another process.
 */
export function seesHostPids(link = '/proc/self/ns/pid'): boolean {
  try {
    return readlinkSync(link) === FIRST;
  } catch {
    return false;
  }
}
