import type { GpuSnapshot, GpuState } from '../gpuSnapshot.ts';
import type { GpuSource } from '../gpuSource.ts';
import { explainSmi } from './explainSmi.ts';
import type { RunSmi, SmiRun } from './smiRun.ts';
import { APP_FIELDS, CARD_FIELDS, readSmi } from './smiSnapshot.ts';

/** Each look starts the program three or four times, so that it is kept for this long. */
const KEEP_MS = 5000;

/** Reads the cards by nvidia-smi, on this machine or in a container on the engine's. */
export class SmiSource implements GpuSource {
  readonly #run: RunSmi;
  readonly #source: GpuSnapshot['source'];
  /** Fields that this version of the program knows. */
  #fields: readonly string[] = CARD_FIELDS;
  #simulated = false;
  #kept: { readonly state: GpuState; readonly timeMs: number } | undefined;
  readonly #keepMs: number;

  /** @param keepMs how long one look serves for, in milliseconds. */
  constructor(run: RunSmi, source: 'nvidia-smi' | 'nvidia-smi-container', keepMs = KEEP_MS) {
    this.#run = run;
    this.#source = source;
    this.#keepMs = keepMs;
  }

  async sample(): Promise<GpuState> {
    const kept = this.#kept;
    if (kept && performance.now() - kept.timeMs < this.#keepMs) return kept.state;
    const timeMs = performance.now();
    const state = await this.#look();
    this.#kept = { state, timeMs };
    return state;
  }

  async #look(): Promise<GpuState> {
    const cards = await this.#queryCards();
    if (cards?.exitCode !== 0) return explainSmi(cards);
    const anyMig = /\bEnabled\b/.test(cards.stdout);
    const [apps, pmon, list] = [
      await this.#output([`--query-compute-apps=${APP_FIELDS.join()}`, '--format=csv']),
      await this.#output(['pmon', '-s', 'um', '-c', '1']),
      anyMig ? await this.#output(['-L']) : undefined,
    ];
    const { devices, ...rest } = readSmi({ cards: cards.stdout, apps, pmon, list });
    const simulated = this.#simulated;
    return {
      ok: true,
      snapshot: { time: Date.now(), source: this.#source, simulated, ...rest, devices },
    };
  }

  /** Each run ends by itself, so there is nothing to let go but what is kept. */
  async rest(): Promise<void> {
    this.#kept = undefined;
  }

  /** One field that an older program does not know fails the whole query: it is left out then. */
  async #queryCards(): Promise<SmiRun | undefined> {
    for (;;) {
      const run = await this.#run([`--query-gpu=${this.#fields.join()}`, '--format=csv']);
      const unknown = run && /^Field "([^"]+)" is not a valid field/m.exec(run.stdout + run.stderr);
      const fewer = this.#fields.filter((field) => field !== unknown?.[1]);
      if (run) this.#simulated = /^yolo-dock-simulated$/m.test(run.stderr);
      if (fewer.length === this.#fields.length) return run;
      this.#fields = fewer;
    }
  }

  async #output(args: readonly string[]): Promise<string | undefined> {
    const run = await this.#run(args);
    return run?.exitCode === 0 ? run.stdout : undefined;
  }
}
