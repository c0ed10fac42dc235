import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ContractError } from '../../contract/contractError.ts';
import { LocalServerError } from './localServerError.ts';
import { MeteredClient } from './meteredClient.ts';
import { ServerChild, type ServerCommand, type ServerEnd } from './serverChild.ts';
import { newSocketAddress } from './socketAddress.ts';

/** How to start a server and how long to wait for it. */
export interface StartOptions extends Omit<ServerCommand, 'socketPath'> {
  readonly socketFolder: string;
  /** Milliseconds in which it must be ready. */
  readonly startTimeoutMs: number;
  /** Called when its last call under way has ended. */
  readonly onIdle: () => void;
  /** Fires when the start is no longer wanted. */
  readonly signal: AbortSignal;
}

/** A server that answers. */
export interface ReadyServer {
  readonly client: MeteredClient;
  /** Resolves when the process and its socket are gone. */
  readonly ended: Promise<ServerEnd>;
  /** Asks it to end. */
  readonly stop: () => void;
}

/** A server that died while it started, without saying why. */
export class DiedStarting extends Error {
  override readonly name = 'DiedStarting';
  readonly end: ServerEnd;

  constructor(end: ServerEnd) {
    super(`The server ended with ${end.how} while it started.`);
    this.end = end;
  }
}

/** The socket appears within some tens of milliseconds, the model within some hundreds. */
const ASK_EVERY_MS = 20;

/**
 * Starts a server and waits until it can predict.
 * @throws LocalServerError, or DiedStarting when another attempt may help.
 */
export async function startReadyServer(options: StartOptions): Promise<ReadyServer> {
  const address = await newSocketAddress(options.socketFolder).catch((cause: Error) => {
    const sentence = `No folder can be made for the server's socket: ${cause.message}.`;
    throw new LocalServerError('not-started', sentence, { cause });
  });
  const client = new MeteredClient({ socketPath: address.path }, options.onIdle);
  const child = new ServerChild({ ...options, socketPath: address.path });
  const settled = new AbortController();
  const ended = child.ended.then(async (end) => {
    client.close();
    await address.remove();
    return end;
  });
  try {
    const outcome = await Promise.race([untilReady(client, options, settled.signal), ended]);
    if (outcome === 'ready') return { client, ended, stop: () => child.stop() };
    throw child.pid === undefined ? notStarted(outcome) : refused(outcome);
  } catch (error) {
    child.stop();
    await ended;
    throw error;
  } finally {
    settled.abort();
  }
}

function notStarted({ how }: ServerEnd): LocalServerError {
  return new LocalServerError('not-started', `The server's process could not be started: ${how}.`);
}

function refused(end: ServerEnd): Error {
  return end.sentence === undefined
    ? new DiedStarting(end)
    : new LocalServerError('model-unusable', end.sentence);
}

async function untilReady(
  client: MeteredClient,
  { model, startTimeoutMs, signal }: StartOptions,
  settled: AbortSignal,
): Promise<'ready'> {
  const latest = performance.now() + startTimeoutMs;
  for (;;) {
    const left = latest - performance.now();
    if (signal.aborted) throw new LocalServerError('ended', 'The server is no longer wanted.');
    if (left <= 0) {
      const sentence = `The server was not ready with ${basename(model)} within ${startTimeoutMs / 1000} s.`;
      throw new LocalServerError('slow-start', sentence);
    }
    try {
      await client.ready({ timeoutMs: Math.ceil(left), signal });
      return 'ready';
    } catch (error) {
      // A model that failed ends the process, whose last words say more.
      if (!(error instanceof ContractError)) throw error;
    }
    await delay(ASK_EVERY_MS);
    // Nobody listens any more: the process has ended, and the race with it.
    if (settled.aborted) return new Promise(() => undefined);
  }
}
