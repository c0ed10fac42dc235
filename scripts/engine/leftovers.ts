import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(textOf(`/proc/${pid}/status`))?.[1]);
}

/** What an engine consists of, as the kernel abbreviates it. */
const PROGRAMS = /^(dockerd|containerd|containerd-shim.*|runc.*)$/;

/**
 * Ends, without asking, every process of an engine that names one of the folders on its command
 * line, and the first process of each of its containers, which ends the others.
 * @returns how many there were.
 */
export function killProcesses(folders: readonly string[]): number {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const belongs = (pid: number): boolean => {
    if (!PROGRAMS.test(textOf(`/proc/${pid}/comm`).trim())) return false;
    const args = textOf(`/proc/${pid}/cmdline`).split('\0');
    return args.some((arg) =>
      folders.some((folder) => arg === folder || arg.includes(`${folder}/`)),
    );
  };
  const ours = new Set(pids.filter(belongs));
  const all = new Set([...ours, ...pids.filter((pid) => ours.has(parentOf(pid)))]);
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was faster.
    }
  }
  return all.size;
}

/** Unmounts what is mounted at or below a folder, the innermost first. */
export function unmountBelow(folder: string): void {
  const points = textOf('/proc/self/mountinfo')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point === folder || point.startsWith(`${folder}/`));
  for (const point of points.reverse()) {
    execFileSync('umount', ['--lazy', point], { stdio: 'ignore' });
  }
}
