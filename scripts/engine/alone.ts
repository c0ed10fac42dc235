import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Does something while no other process of this machine does it under the same lock file. The lock
 * is the kernel's, so it ends with this process at the latest.
 */
export async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  try {
    await once(holder.stdout, 'data');
    await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
