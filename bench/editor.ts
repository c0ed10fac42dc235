/**
 * How the extension feels in VS Code: how fast it is active, how large it is, how soon after a click
 * the boxes are there, and how smoothly many of them move. Measured on the package, in a real VS Code
 * without a display. Prints figures; judges nothing by its exit code, but fails when activation loads
 * native code.
 */
import { assertNothingNative, measureActivation } from './editor/activation.ts';
import { BenchUsageError, benchHelp, readBenchArguments } from './editor/arguments.ts';
import { measureClicks } from './editor/clickToBoxes.ts';
import { ensureLab, machineWarning } from './editor/machine.ts';
import { measurePanning } from './editor/panning.ts';
import { report } from './editor/report.ts';
import { chooseSubject } from './editor/subject.ts';
import { describeMachine, inspectMachine } from './server/machine.ts';

process.exitCode = await bench(process.argv.slice(2));

async function bench(args: readonly string[]): Promise<number> {
  try {
    const options = readBenchArguments(args);
    if (options === 'help') {
      console.log(benchHelp());
      return 0;
    }
    const subject = chooseSubject(options.vsix);
    await ensureLab();
    const before = await inspectMachine();
    console.log(describeMachine(before));
    const { parts, starts } = options;
    const activations = parts.includes('activation')
      ? await measureActivation(subject, starts, progress)
      : undefined;
    assertNothingNative(activations ?? []);
    const clicks = parts.includes('click') ? await measureClicks(subject, progress) : undefined;
    const panning = parts.includes('pan') ? await measurePanning(progress) : undefined;
    progress('');
    console.log(`\n${report({ subject, activations, clicks, panning })}`);
    const warning = machineWarning(before) ?? machineWarning(await inspectMachine());
    if (warning !== undefined) console.log(`\n${warning}`);
    return 0;
  } catch (error) {
    progress('');
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof BenchUsageError ? 2 : 1;
  }
}

/** Shows what is being done, on a terminal only; an empty step clears the line. */
function progress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${step}`);
}
