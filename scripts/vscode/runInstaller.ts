import { spawn } from 'node:child_process';
import { MeansError } from './meansError.ts';

/** An installer that says nothing for so long is not going to end. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Runs an installer without its chatter and resolves with its output. When it fails, the first
 * lines of what it said become the reason.
 */
export function runInstaller(
  what: string,
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      shell: process.platform === 'win32',
    });
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    const fail = (why: string) => reject(new MeansError(`${what} could not be installed: ${why}`));
    child.on('error', (error) => fail(error.message));
    child.on('close', (code) => {
      if (code === 0) return resolve(output.trim());
      const said = (errors.trim() || output.trim()).split('\n').slice(0, 5).join(' / ');
      fail(`${program} ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${said}`);
    });
  });
}
