import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { readLines } from './readLines.ts';
import { serverEnvironment } from './serverEnvironment.ts';
import { type LogSink, readLogLine } from './serverLog.ts';

/** What to start. */
export interface ServerCommand {
  /** The bundled server. */
  readonly script: string;
  /** Absolute path of the weights. */
  readonly model: string;
  readonly socketPath: string;
  /** Threads in one inference; the server decides when absent. */
  readonly threads: number | undefined;
  /** What it is told of the model. */
  readonly variables: Readonly<Record<string, string>>;
  readonly log: LogSink;
}

/** How a server ended. */
export interface ServerEnd {
  /** `exit code 1` or `signal SIGKILL`, for messages. */
  readonly how: string;
  /** The sentence with which the server itself gave up; absent when it died without a word. */
  readonly sentence: string | undefined;
}

/** The server's exit codes for "this cannot work": a model or an address, a flag. */
const REFUSALS = new Set([1, 2]);
/** Milliseconds that a line of standard error waits to be recognised. */
const HELD_MS = 250;

/** Milliseconds that requests in flight have when it is asked to end. */
const GRACE_MS = 3000;

/** One process of the inference server. It ends by itself when this process does. */
export class ServerChild {
  readonly pid: number | undefined;
  /** Resolves when the process is gone and its output read; never rejects. */
  readonly ended: Promise<ServerEnd>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;

  constructor({ script, model, socketPath, threads, variables, log }: ServerCommand) {
    const args = [script, '--model', model, '--socket', socketPath, '--device', 'cpu'];
    if (threads !== undefined) args.push('--threads', String(threads));
    // Not the workspace's folder: nothing there may decide what is loaded.
    const child = spawn(process.execPath, [...args, '--exit-with-stdin'], {
      cwd: dirname(script),
      env: { ...serverEnvironment(process.env), ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    this.pid = child.pid;
    const name = basename(model);
    let fatal: string | undefined;
    let lastError: string | undefined;
    readLines(child.stdout, (line) => {
      const read = readLogLine(line);
      fatal = read.fatal ?? fatal;
      log(read.level, `${name}: ${read.text}`);
    });
    // The sentence comes a second time as a line of the log, and either may arrive first: what is
    // on standard error waits a moment for it, at the latest until both streams have ended.
    const held: string[] = [];
    const release = (): void => {
      for (const line of held.splice(0)) {
        if (line !== fatal) log('warn', `${name}: ${line}`);
      }
    };
    readLines(child.stderr, (line) => {
      lastError = line;
      held.push(line);
      setTimeout(release, HELD_MS).unref();
    });
    // The server may be gone when the pipe is closed.
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ how: error.message, sentence: undefined }));
      child.once('close', (code, signal) => {
        release();
        const refused = code !== null && REFUSALS.has(code);
        const sentence = refused ? (fatal ?? (code === 2 ? lastError : undefined)) : undefined;
        resolve({ how: signal === null ? `exit code ${code}` : `signal ${signal}`, sentence });
      });
    });
  }

  /** Asks it to end, and insists after a while. */
  stop(): void {
    // Unlike a signal, this lets it finish on Windows too.
    this.#child.stdin.end();
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    void this.ended.then(() => clearTimeout(insist));
  }
}
