import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly kib: number;
}

/**
 * Resident memory of a process and all its descendants, in MiB. Pages that they share count once
 * for each.
 * @returns undefined where the system does not tell (no /proc, no `ps`).
 */
export async function residentMib(pid: number): Promise<number | undefined> {
  const processes = await fromProc()
    .catch(fromPs)
    .catch(() => []);
  const family = new Set([pid]);
  // A child may be listed before its parent: until nobody joins.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const process of processes) if (family.has(process.parent)) family.add(process.pid);
  }
  const members = processes.filter((process) => family.has(process.pid));
  if (members.length === 0) return undefined;
  return members.reduce((sum, { kib }) => sum + kib, 0) / 1024;
}

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const statuses = await Promise.all(
    // Processes end while they are read.
    pids.map((pid) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')),
  );
  if (!statuses.some(Boolean)) throw new Error('/proc holds no processes.');
  return statuses.map((status, i) => {
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { pid: Number(pids[i]), parent: field('PPid'), kib: field('VmRSS') };
  });
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = 0, parent = 0, kib = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent, kib };
    });
}
