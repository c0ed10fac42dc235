import { spawn } from 'node:child_process';
import { ROOT } from '../paths.ts';

/** Runs a program of the project; rejects with what it said when it fails. */
export function runProgram(
  program: string,
  args: readonly string[],
  { quiet }: { readonly quiet: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString('utf8');
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${[program, ...args].join(' ')} ended with ${code}\n${said}`)),
    );
  });
}
