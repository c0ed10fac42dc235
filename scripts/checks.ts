import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from './paths.ts';

/** The static checks: what each holds, and the program that holds it. */
const CHECKS: readonly { name: string; command: readonly [string, ...string[]] }[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: ['tsc', '--project', 'tsconfig.json'] },
  { name: 'types of the webviews', command: ['tsc', '--project', 'webview/tsconfig.json'] },
  {
    name: 'the arrows of the design',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      'src',
      'webview',
      'scripts',
      'bench',
      'test',
    ],
  },
  { name: 'size of what activation loads', command: ['node', 'scripts/activationSize.ts'] },
  { name: 'unused files, exports and packages', command: ['knip', '--no-progress'] },
];

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

function runCheck([program, ...args]: readonly [string, ...string[]]): Promise<{
  ok: boolean;
  output: string;
}> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const path = `${bin}${delimiter}${process.env['PATH']}`;
  return new Promise((resolve) => {
    execFile(
      join(bin, program),
      args,
      { cwd: ROOT, env: { ...process.env, PATH: path }, maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) =>
        resolve({ ok: error === null, output: `${stdout}${stderr}`.trim() }),
    );
  });
}

/** Runs every static check, all at once. */
export function runChecks(): Promise<CheckResult[]> {
  return Promise.all(
    CHECKS.map(async ({ name, command }) => {
      const start = performance.now();
      const { ok, output } = await runCheck(command);
      return { name, ok, output, seconds: (performance.now() - start) / 1000 };
    }),
  );
}
