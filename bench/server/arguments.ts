import { parseArgs } from 'node:util';

/** The command line is wrong; the message says how. */
export class BenchUsageError extends Error {}

export interface BenchOptions {
  readonly model: string | undefined;
  readonly image: string | undefined;
  /** How often every contestant has its turn. */
  readonly rounds: number;
  /** File for all figures as JSON. */
  readonly json: string | undefined;
}

const DEFAULT_ROUNDS = 7;

export function benchHelp(): string {
  return [
    'npm run bench -- [--model FILE.onnx] [--image FILE] [--rounds N] [--json FILE]',
    '',
    '  --model   detector in ONNX format; default: yolov8n-uint8 of the conformance set, else the',
    '            sample model',
    '  --image   picture; default: bus.jpg of the conformance set, else a sample picture',
    `  --rounds  turns of every contestant, 1–100; default ${DEFAULT_ROUNDS}`,
    '  --json    file that all figures are written to',
  ].join('\n');
}

/** @throws BenchUsageError */
export function readBenchArguments(args: readonly string[]): BenchOptions | 'help' {
  const { help, model, image, rounds, json } = parsed(args);
  if (help) return 'help';
  const count = rounds === undefined ? DEFAULT_ROUNDS : Number(rounds);
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    throw new BenchUsageError(`--rounds is ${rounds}, but must be a whole number from 1 to 100.`);
  }
  return { model, image, rounds: count, json };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        model: { type: 'string' },
        image: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BenchUsageError(`${(error as Error).message}\n\n${benchHelp()}`);
  }
}
