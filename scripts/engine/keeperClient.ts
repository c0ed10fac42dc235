import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { engineFolders } from './engineFolders.ts';
import {
  type KeeperAnswer,
  type KeeperRequest,
  type KeeperTask,
  SLOT_TAKEN,
} from './keeperProtocol.ts';

const KEEPER = fileURLToPath(import.meta.resolve('./keeper.ts'));

/** The other end of `keeper.ts`. It does not keep this process running, except while it is asked. */
export class Keeper {
  readonly #child: ChildProcess;
  readonly #stdin: Socket;
  readonly #stdout: Socket;
  readonly #exited: Promise<unknown>;
  readonly #answers: AsyncIterator<string>;

  /**
   * A keeper in a slot; undefined when somebody else has it.
   * @throws Error when the engine does not start, with the end of its log.
   */
  static async inSlot(task: KeeperTask): Promise<Keeper | undefined> {
    const { lock } = engineFolders(task.slot);
    mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
    const flock = ['--nonblock', '--no-fork', '--conflict-exit-code', String(SLOT_TAKEN), lock];
    const child = spawn('flock', [...flock, process.execPath, KEEPER, JSON.stringify(task)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // It outlives Ctrl-C by as long as it takes to tidy up.
      detached: true,
    });
    const keeper = new Keeper(child);
    return (await keeper.#begun()) ? keeper : undefined;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    // Pipes of a child are sockets.
    this.#stdin = child.stdin as Socket;
    this.#stdout = child.stdout as Socket;
    this.#exited = once(child, 'exit');
    // It may end before it has read what it is asked.
    this.#stdin.on('error', () => undefined);
    this.#answers = createInterface({ input: this.#stdout })[Symbol.asyncIterator]();
    this.#hold(false);
  }

  /** Asks for something and waits until it is done; throws an Error with what went wrong. */
  async ask(what: KeeperRequest): Promise<void> {
    this.#stdin.write(`${what}\n`);
    const answer = await this.#answer();
    if (answer === undefined) throw new Error("The engine's keeper has ended.");
    if ('failed' in answer) throw new Error(answer.failed);
  }

  /** Ends the engine and waits until nothing of it is left. */
  async end(): Promise<void> {
    this.#hold(true);
    this.#stdin.end();
    await this.#exited;
  }

  async #begun(): Promise<boolean> {
    const answer = await this.#answer();
    if (answer === undefined) {
      this.#hold(true);
      await this.#exited;
      if (this.#child.exitCode === SLOT_TAKEN) return false;
      throw new Error(`The engine's keeper ended with ${this.#child.exitCode}.`);
    }
    if ('done' in answer) return true;
    await this.end();
    throw new Error(answer.failed);
  }

  async #answer(): Promise<KeeperAnswer | undefined> {
    this.#hold(true);
    const { value } = await this.#answers.next();
    this.#hold(false);
    return value === undefined ? undefined : (JSON.parse(value) as KeeperAnswer);
  }

  #hold(on: boolean): void {
    for (const each of [this.#child, this.#stdin, this.#stdout]) on ? each.ref() : each.unref();
  }
}
