import { parseArgs } from 'node:util';
import { hostName, TARGET_NAMES, type Target, targetNamed } from './target.ts';

/** The command line is wrong; the message says how. */
export class PackageUsageError extends Error {}

/** Text of `--help`. */
export function packageHelp(): string {
  return [
    'npm run package -- [--target PLATFORM …]',
    '',
    `  --target  ${TARGET_NAMES.join(', ')}, or all; may be repeated;`,
    '            default: the platform of this machine',
    '',
    'Packages go to out/.',
  ].join('\n');
}

/**
 * The platforms to make packages for, each once.
 * @throws PackageUsageError
 */
export function readPackageArguments(args: readonly string[]): readonly Target[] | 'help' {
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
  return [...new Set(targets)];
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
      options: { target: { type: 'string', multiple: true }, help: { type: 'boolean' } },
    });
  } catch (error) {
    throw new PackageUsageError(`${(error as Error).message}\n\n${packageHelp()}`);
  }
}
