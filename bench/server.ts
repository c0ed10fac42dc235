/**
 * How fast the inference server is, against two baselines on the same model, picture and cores:
 * `session.run` alone, and the loop that anyone would write. Prints figures; judges nothing by its
 * exit code.
 */
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { serverBundle } from '../scripts/server/bundle.ts';
import { BenchUsageError, benchHelp, readBenchArguments } from './server/arguments.ts';
import { judge } from './server/bars.ts';
import { describeMachine, inspectMachine, noiseWarning } from './server/machine.ts';
import { measure } from './server/measure.ts';
import { report } from './server/report.ts';
import { chooseSubject, describeSubject } from './server/subject.ts';

const interrupted = new AbortController();
// Children are ended by whoever started them, on the way out; a second Ctrl-C changes nothing.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort());
process.exitCode = await bench(process.argv.slice(2), interrupted.signal);

async function bench(args: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    const options = readBenchArguments(args);
    if (options === 'help') {
      console.log(benchHelp());
      return 0;
    }
    const subject = chooseSubject(options.model, options.image);
    const machine = await inspectMachine();
    console.log(`${describeSubject(subject)} on ${describeMachine(machine)}`);
    const warning = noiseWarning(machine);
    if (warning !== undefined) console.log(warning);
    const began = performance.now();
    await build({ ...serverBundle(), logLevel: 'error' });
    const { rounds } = options;
    const results = await measure(subject, { machine, rounds, signal, progress });
    const bars = judge(results);
    const { workers, threads } = results.sizing;
    const took = Math.round((performance.now() - began) / 1000);
    progress('');
    console.log(
      `The server chose ${workers} workers, ${threads} threads in each; took ${took} s.\n`,
    );
    console.log(report(results, bars));
    if (warning !== undefined) console.log(`\n${warning}`);
    if (options.json !== undefined) {
      await writeFile(options.json, `${JSON.stringify({ ...results, bars }, null, 2)}\n`);
    }
    return 0;
  } catch (error) {
    progress('');
    if (signal.aborted) {
      console.error('Interrupted.');
      return 130;
    }
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof BenchUsageError ? 2 : 1;
  }
}

/** Shows what is being done, on a terminal only; an empty step clears the line. */
function progress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${step}`);
}
