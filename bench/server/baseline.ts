import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../scripts/paths.ts';
import type { Contestant, Turn } from './sample.ts';
import type { Setup } from './setup.ts';
import type { FromBaseline, ToBaseline } from './turns.ts';

/** A baseline in a process of its own, which ends with this one. */
export class Baseline implements Contestant {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #errors = '';

  private constructor(script: 'bare' | 'hand', setup: Setup) {
    this.#child = fork(join(ROOT, 'bench', `${script}.ts`), [JSON.stringify(setup)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
  }

  /** Starts the process and waits until its model is loaded. */
  static async start(script: 'bare' | 'hand', setup: Setup): Promise<Baseline> {
    const baseline = new Baseline(script, setup);
    await baseline.#next();
    return baseline;
  }

  async turn(seconds: number): Promise<Turn> {
    const answer = this.#next();
    this.#child.send({ seconds } satisfies ToBaseline);
    const message = await answer;
    if (message.kind !== 'turn') throw new Error('A baseline answered out of turn.');
    return message.turn;
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await this.#exited;
  }

  async #next(): Promise<FromBaseline> {
    const ended = new AbortController();
    try {
      const message = once(this.#child, 'message', { signal: ended.signal });
      const exited = this.#exited.then(() => {
        throw new Error(`A baseline's process ended. ${this.#errors.trim()}`);
      });
      const [first] = (await Promise.race([message, exited])) as [FromBaseline];
      return first;
    } finally {
      ended.abort();
    }
  }
}
