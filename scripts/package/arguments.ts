import { parseArgs } from 'node:util';
import { hostName, TARGET_NAMES, type Target, targetNamed } from './target.ts';

/** The command line is wrong; the message says how. */
export class PackageUsageError extends Error {}

/** What is asked for. */
export interface PackageRequest {
  /** The platforms to make packages for, each once. */
  readonly targets: readonly Target[];
  /** Whether the package for this machine is installed into a VS Code and tested there. */
  readonly test: boolean;
}

/** Text of `--help`. */
export function packageHelp(): string {
  return [
    'npm run package -- [--target PLATFORM …] [--test]',
    '',
    `  --target  ${TARGET_NAMES.join(', ')}, or all; may be repeated;`,
    '            default: the platform of this machine',
    "  --test    install this machine's package into a clean VS Code and run the flows there",
    '',
    'Packages go to out/.',
  ].join('\n');
}

/**
 * Reads the command line.
 * @throws PackageUsageError
 */
export function readPackageArguments(args: readonly string[]): PackageRequest | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  // `--target a b` and `--target a,b` say what they mean.
  const given = [...(values.target ?? []), ...positionals].flatMap((name) => name.split(','));
  if (values.target === undefined && positionals.length > 0) {
    throw new PackageUsageError(
      `What is ${positionals[0]}? Platforms follow --target.\n\n${packageHelp()}`,
    );
  }
  const names = given.length === 0 ? [hostName()] : given;
  const targets = names.flatMap((name) => (name === 'all' ? [...TARGET_NAMES] : [name])).map(known);
  const test = values.test === true;
  if (test && !targets.some(({ name }) => name === hostName())) {
    throw new PackageUsageError(`--test needs the package for this machine, ${hostName()}.`);
  }
  return { targets: [...new Set(targets)], test };
}

function known(name: string): Target {
  const target = targetNamed(name);
  if (target !== undefined) return target;
  throw new PackageUsageError(
    `No packages are made for "${name}"; --target takes ${TARGET_NAMES.join(', ')} or all.`,
  );
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        target: { type: 'string', multiple: true },
        test: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new PackageUsageError(`${(error as Error).message}\n\n${packageHelp()}`);
  }
}
