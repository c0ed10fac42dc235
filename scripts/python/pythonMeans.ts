import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { installDebianPackages, noDebianPackages } from '../vscode/debianPackages.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runInstaller } from '../vscode/runInstaller.ts';

/** The Python server's folder, where `python -m yolo_server` finds it. */
export const PYTHON_SERVER = join(ROOT, 'templates', 'python');

const WHAT = 'The Python server';
const REQUIREMENTS = join(ROOT, 'templates', 'pytorch', 'requirements-pytorch.txt');
const CACHE = join(homedir(), '.cache', 'yolo-dock', 'python');

/** Pythons that the server runs on, the likeliest first; undefined where there is none. */
function systemPython(): string | undefined {
  return ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'].find((name) => {
    const script = 'import sys; sys.exit(sys.version_info < (3, 10))';
    return spawnSync(name, ['-c', script], { stdio: 'ignore' }).status === 0;
  });
}

/** A folder for each set of packages and each Python. */
function venv(python: string): string {
  const { stdout } = spawnSync(python, ['-c', 'import sys; print(sys.version)']);
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(stdout);
  return join(CACHE, hash.digest('hex').slice(0, 12));
}

/** The Python with everything that the server needs but PyTorch; undefined where it was not made. */
export function contractPython(): string | undefined {
  const python = systemPython();
  if (python === undefined) return undefined;
  const program = join(venv(python), 'bin', 'python');
  return existsSync(program) ? program : undefined;
}

/**
 * Makes an environment for the Python server where there is none.
 * @returns its Python.
 * @throws MeansError when it cannot be made.
 */
export async function ensureContractPython(): Promise<string> {
  const known = contractPython();
  if (known !== undefined) return known;
  const python = systemPython();
  if (python === undefined) throw new MeansError('no Python 3.10 or newer');
  if (spawnSync(python, ['-c', 'import ensurepip'], { stdio: 'ignore' }).status !== 0) {
    const reason = noDebianPackages();
    if (reason !== undefined) throw new MeansError(`Python has no venv, and ${reason}`);
    await installDebianPackages(WHAT, ['python3-venv']);
  }
  console.log('Installing the Python server’s packages (pip); about half a minute …');
  const folder = venv(python);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  // It appears under its name only when it is whole; the programs in it are called by their module.
  const part = `${folder}.${process.pid}`;
  try {
    await runInstaller(WHAT, [python, '-m', 'venv', part]);
    const program = join(part, 'bin', 'python');
    const flags = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await runInstaller(WHAT, [program, ...flags, '--requirement', REQUIREMENTS]);
    renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return join(folder, 'bin', 'python');
}
