import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join, win32 } from 'node:path';
import type { RunSmi, SmiRun } from './smiRun.ts';

/** Cards in trouble make it wait for minutes. */
const TIMEOUT_MS = 10_000;

/** Far above what hundreds of processes on many cards take. */
const MAX_OUTPUT_BYTES = 4 * 2 ** 20;

/**
 * The nvidia-smi of this machine, by its whole path; undefined when there is none. One in the folder
 * that is open, or that a relative entry of the PATH leads to, is never taken.
 */
export function findSmi(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const windows = platform === 'win32';
  const name = windows ? 'nvidia-smi.exe' : 'nvidia-smi';
  const onPath = (env['PATH'] ?? env['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name));
  const usual = windows
    ? [
        win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', name),
        win32.join(env['ProgramFiles'] ?? 'C:\\Program Files', 'NVIDIA Corporation', 'NVSMI', name),
      ]
    : ['/usr/lib/wsl/lib/nvidia-smi'];
  // On Windows the usual places come first: its PATH often has folders that anybody may write to.
  const candidates = windows ? [...usual, ...onPath] : [...onPath, ...usual];
  return candidates.find((file) => existsSync(file));
}

/**
 * A way to run the nvidia-smi of this machine: without a shell, with an end to time and output.
 * @param file its whole path; looked for at each run when left out.
 */
export function localSmi(file?: string): RunSmi {
  return (args) => {
    const program = file ?? findSmi();
    if (program === undefined || !existsSync(program)) return Promise.resolve(undefined);
    return runProgram(program, args);
  };
}

function runProgram(program: string, args: readonly string[]): Promise<SmiRun> {
  return new Promise((resolve) => {
    const limits = {
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
      killSignal: 'SIGKILL',
    } as const;
    // Its words are read, so they must be in one language; its folder is nobody's workspace.
    const env = { ...process.env, LC_ALL: 'C' };
    const options = { ...limits, env, cwd: '/', windowsHide: true };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      const words = error && !stderr && exitCode === 1 ? error.message : stderr;
      resolve({ exitCode, stdout, stderr: words });
    });
  });
}
