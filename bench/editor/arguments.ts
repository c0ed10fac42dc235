import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The command line is wrong; the message says how. */
export class BenchUsageError extends Error {}

export interface BenchOptions {
  /** The package to measure; undefined for the one in out/. */
  readonly vsix: string | undefined;
  /** What is measured. */
  readonly parts: readonly Part[];
  /** How often VS Code is started for the activation time. */
  readonly starts: number;
}

const PARTS = ['activation', 'click', 'pan'] as const;
export type Part = (typeof PARTS)[number];

const DEFAULT_STARTS = 7;

/** Text of `--help`. */
export function benchHelp(): string {
  return [
    'npm run bench:editor -- [--vsix FILE] [--starts N] [--only PART]',
    '',
    '  --vsix    the package to measure; default: the one that npm run package made in out/',
    `  --starts  starts of VS Code for the activation time, 1–50; default ${DEFAULT_STARTS}`,
    `  --only    ${PARTS.join(', ')}: measures that part; may be repeated`,
  ].join('\n');
}

/** @throws BenchUsageError */
export function readBenchArguments(args: readonly string[]): BenchOptions | 'help' {
  const { help, vsix, starts, only = PARTS } = parsed(args);
  if (help) return 'help';
  const count = starts === undefined ? DEFAULT_STARTS : Number(starts);
  if (!Number.isInteger(count) || count < 1 || count > 50) {
    throw new BenchUsageError(`--starts is ${starts}, but must be a whole number from 1 to 50.`);
  }
  const unknown = only.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) {
    throw new BenchUsageError(`--only takes ${PARTS.join(', ')}, not ${unknown.join(', ')}.`);
  }
  const parts = PARTS.filter((part) => only.includes(part));
  return { parts, starts: count, vsix: vsix === undefined ? undefined : resolve(vsix) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        vsix: { type: 'string' },
        starts: { type: 'string' },
        only: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BenchUsageError(`${(error as Error).message}\n\n${benchHelp()}`);
  }
}
