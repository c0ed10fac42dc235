import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../../src/contract/client.ts';
import { ContractError } from '../../src/contract/contractError.ts';
import { ROOT } from '../paths.ts';

/** The bundled server. */
const SERVER_BUNDLE = join(ROOT, 'dist', 'server.js');

/** A server as a child process on a socket of its own, which ends with this process. */
export interface ServerProcess {
  readonly client: Client;
  readonly process: ChildProcess;
  /** Lines of its log so far, newest last. */
  readonly log: readonly string[];
  /** Asks it to end and waits until it has; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** How to start a server. */
export interface StartOptions {
  /** Script to run; the bundle unless stated. */
  readonly script?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until it must be ready. */
  readonly timeoutMs?: number;
}

/**
 * Starts the inference server on a model and waits until it is ready.
 * @throws Error with the server's own sentence when it ends instead.
 */
export async function startServer(
  model: string,
  options: StartOptions = {},
): Promise<ServerProcess> {
  const { script = SERVER_BUNDLE, args = [], env = {}, timeoutMs = 60_000 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'yolo-'));
  const socketPath =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\${folder.slice(-11)}`
      : join(folder, 'server.sock');
  const child = spawn(
    process.execPath,
    [script, '--model', model, '--socket', socketPath, '--exit-with-stdin', ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  const log: string[] = [];
  const errors: string[] = [];
  collectLines(child.stdout, log);
  collectLines(child.stderr, errors);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const client = new Client({ socketPath });
  const stop = async (): Promise<number | null> => {
    client.close();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const [code] = await exited;
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  const ready = waitUntilReady(client, child, timeoutMs);
  const ended = exited.then(([code]) => {
    throw new Error(errors.join('\n') || `The server ended with exit code ${code} while starting.`);
  });
  try {
    await Promise.race([ready, ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  ended.catch(() => undefined);
  return { client, process: child, log, stop };
}

function collectLines(stream: NodeJS.ReadableStream, lines: string[]): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.filter(Boolean));
  });
}

async function waitUntilReady(
  client: Client,
  child: ChildProcess,
  timeoutMs: number,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (child.exitCode === null) {
    try {
      await client.ready({ timeoutMs: 5000 });
      return;
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      if (error.code === 'model_failed') throw new Error(error.message);
      if (Date.now() > end) throw new Error(`The server was not ready within ${timeoutMs} ms.`);
    }
    await delay(15);
  }
}
