import { SCENARIOS, type ScenarioName } from '../../test/gpu-host/scenarios.ts';

/** The command line is wrong; the message says how. */
export class StartUsageError extends Error {}

/** Text of `--help`. */
export function startHelp(): string {
  return [
    'npm start -- [--simulate-gpu[=SCENARIO]]',
    '',
    '  --simulate-gpu  shows graphics cards that are not there, to try the monitor without one;',
    `                  a scenario is one of ${Object.keys(SCENARIOS).join(', ')}`,
  ].join('\n');
}

/** The scenario that is shown where none is named: it has room for several models. */
const USUAL: ScenarioName = 'two-24gb';

/**
 * Reads the command line.
 * @throws StartUsageError for what is not understood.
 */
export function readStartArguments(
  args: readonly string[],
): { readonly simulateGpu: ScenarioName | undefined } | 'help' {
  let simulateGpu: ScenarioName | undefined;
  for (const argument of args) {
    if (argument === '--help') return 'help';
    const [, named] = /^--simulate-gpu(?:=(.*))?$/.exec(argument) ?? [undefined, ''];
    if (named === '')
      throw new StartUsageError(`“${argument}” is not understood.\n\n${startHelp()}`);
    if (named !== undefined && !isScenario(named)) {
      throw new StartUsageError(`There is no scenario “${named}”.\n\n${startHelp()}`);
    }
    simulateGpu = named ?? USUAL;
  }
  return { simulateGpu };
}

function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
