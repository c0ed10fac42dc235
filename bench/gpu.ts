/**
 * What it costs to watch GPUs: how long the event loop stands still at a look, and how much of a core
 * it takes at 1 Hz. Against the simulated driver, whose own work counts; a real driver's calls take
 * longer, on the thread where they hold up nobody. `npm run bench:gpu -- --seconds 30`; with `--real`
 * the driver of this machine, whose last figures are printed too.
 */
import { parseArgs } from 'node:util';
import { gpuHostMissing } from '../test/gpu-host/buildLibrary.ts';
import { measureThisMachine, measureWatching, type Watched } from './gpu/watching.ts';
import { describeMachine, inspectMachine } from './server/machine.ts';

/** What the extension may cost. */
const MOST_LOOP_MS = 2;
const MOST_CORE = 0.005;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '30' }, real: { type: 'boolean' } },
});
const seconds = Number(values.seconds);
process.exitCode = values.real ? await benchThisMachine() : await benchSimulated();

async function benchThisMachine(): Promise<number> {
  console.log(describeMachine(await inspectMachine()));
  const watched = await measureThisMachine(seconds);
  console.log(JSON.stringify(watched.seen, undefined, 2));
  print('This machine', watched);
  return watched.seen?.ok ? 0 : 1;
}

async function benchSimulated(): Promise<number> {
  const missing = gpuHostMissing();
  if (missing !== undefined) {
    console.error(`Not measured: ${missing}.`);
    return 1;
  }
  console.log(describeMachine(await inspectMachine()));
  for (const processesPerCard of [8, 64]) {
    const watched = await measureWatching({ processesPerCard, seconds });
    print(`8 GPUs, ${processesPerCard * 8} processes`, watched);
  }
  return 0;
}

function print(what: string, watched: Watched): void {
  const { looks, loopP99Ms, wallP99Ms, coreShare, idleShare, lookMs } = watched;
  const loop = loopP99Ms <= MOST_LOOP_MS ? 'met' : 'missed';
  const core = coreShare <= MOST_CORE ? 'met' : 'missed';
  console.log(
    [
      `${what}, ${looks} looks at 1 Hz:`,
      `  event loop at a look  p99 ${loopP99Ms.toFixed(2)} ms of processor, ${wallP99Ms.toFixed(2)} ms by the clock (at most ${MOST_LOOP_MS}: ${loop})`,
      `  of one core           ${(coreShare * 100).toFixed(2)} % (at most ${MOST_CORE * 100}: ${core}); idle ${(idleShare * 100).toFixed(2)} % is not in it`,
      `  a look takes          ${lookMs.toFixed(1)} ms in the median, off the event loop`,
    ].join('\n'),
  );
}
