import { type ChildProcess, spawn } from 'node:child_process';
import { serverEnvironment } from '../local/serverEnvironment.ts';
import type { GivingBack } from './givingBack.ts';

/** Sees to it that what stands still for debugging runs again, also when this process goes at once. */
export class Keeper {
  readonly #child: ChildProcess | undefined;

  /**
   * @param program path of `afterDebug`; without it nothing is kept.
   * @param what what is to run again. Nobody else reads it: it may hold the keys of a connection.
   */
  constructor(program: string | undefined, what: GivingBack) {
    if (program === undefined || what.replaced.length === 0) return;
    const child = spawn(process.execPath, [program], {
      // Else it would end with the group of the window's processes.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: serverEnvironment(process.env),
    });
    // That it cannot be had, or has gone, takes nothing from what is debugged.
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    child.stdin?.write(`${JSON.stringify(what)}\n`);
    child.unref();
    this.#child = child;
  }

  /** Lets it go: everything runs again. */
  release(): void {
    this.#child?.stdin?.end('done\n');
  }
}
