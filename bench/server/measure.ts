import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerProcess } from '../../scripts/server/serverProcess.ts';
import { startServer } from '../../scripts/server/serverProcess.ts';
import { Baseline } from './baseline.ts';
import type { ContestantName, Figures, Round } from './figures.ts';
import { CONTESTANTS, figuresOf } from './figures.ts';
import { Load } from './load.ts';
import type { Machine } from './machine.ts';
import { measureMemory } from './memory.ts';
import type { Results } from './results.ts';
import type { Contestant } from './sample.ts';
import { baselineSetup } from './setup.ts';
import type { Startup } from './startup.ts';
import { measureStartup } from './startup.ts';
import type { Subject } from './subject.ts';
import { START_MODEL } from './subject.ts';

/** Requests under way at once when throughput is measured. */
const CONCURRENCY = 8;

/** Length of a turn, in seconds. */
const TURN: Readonly<Record<ContestantName, number>> = {
  bare: 1.5,
  hand: 3,
  handIgnoreIcc: 2,
  server1: 3,
  server8: 4,
};
const WARM_UP = 1;

/** What a run needs beside its subject. */
export interface Run {
  readonly machine: Machine;
  readonly rounds: number;
  /** Ends the run early; its children end with it. */
  readonly signal: AbortSignal;
  /** Hears what is being done. */
  readonly progress: (step: string) => void;
}

/** Measures everything. All processes that it starts have ended when it settles. */
export async function measure(subject: Subject, run: Run): Promise<Results> {
  const picture = await readFile(subject.image);
  const server = await startServer(subject.model);
  const baselines: Baseline[] = [];
  try {
    run.progress('warming up');
    const model = await server.client.model();
    const setup = baselineSetup(subject, model);
    const start = async (script: 'bare' | 'hand', ignoreIcc = false): Promise<Baseline> => {
      run.signal.throwIfAborted();
      const baseline = await Baseline.start(script, { ...setup, ignoreIcc });
      baselines.push(baseline);
      return baseline;
    };
    const contestants: Record<ContestantName, Contestant> = {
      bare: await start('bare'),
      hand: await start('hand'),
      handIgnoreIcc: await start('hand', true),
      server1: new Load(server.client, picture, 1, run.signal),
      server8: new Load(server.client, picture, CONCURRENCY, run.signal),
    };
    const played = await play(contestants, subject, picture, run);
    await endAll(server, baselines);
    run.progress('memory: 1,000 requests');
    const memory = await measureMemory(subject.model, picture, CONCURRENCY, run.signal);
    const { workers, threads } = model;
    return { machine: run.machine, subject, sizing: { workers, threads }, ...played, memory };
  } finally {
    await endAll(server, baselines);
  }
}

/** Every contestant once a round, and one fresh server of each kind. */
async function play(
  contestants: Readonly<Record<ContestantName, Contestant>>,
  subject: Subject,
  picture: Buffer,
  { rounds, signal, progress }: Run,
): Promise<Pick<Results, 'rounds' | 'startups' | 'sampleStartups'>> {
  for (const name of CONTESTANTS) await contestants[name].turn(WARM_UP);
  const played: Round[] = [];
  const startups: Startup[] = [];
  const sampleStartups: Startup[] = [];
  const hasSample = existsSync(START_MODEL);
  for (let round = 1; round <= rounds; round++) {
    const figures = {} as Record<ContestantName, Figures>;
    for (const name of CONTESTANTS) {
      signal.throwIfAborted();
      progress(`round ${round} of ${rounds}: ${name}`);
      figures[name] = figuresOf(await contestants[name].turn(TURN[name]));
    }
    played.push(figures);
    progress(`round ${round} of ${rounds}: start`);
    startups.push(await measureStartup(subject.model, picture, signal));
    if (hasSample) sampleStartups.push(await measureStartup(START_MODEL, picture, signal));
  }
  return { rounds: played, startups, ...(hasSample ? { sampleStartups } : {}) };
}

async function endAll(server: ServerProcess, baselines: Baseline[]): Promise<void> {
  const ending = baselines.splice(0).map((baseline) => baseline.stop());
  await Promise.all([server.stop(), ...ending]);
}
