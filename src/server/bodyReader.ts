import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ServerError } from './serverError.ts';

/** The bodies of all requests together may hold this many times the largest single one. */
const BUDGET_FACTOR = 8;

/**
 * Bytes of request bodies that are held in memory, so that many clients that send slowly cannot
 * take all of it.
 */
export class BodyBudget {
  readonly #limit: number;
  #held = 0;

  constructor(bodyBytes: number) {
    this.#limit = bodyBytes * BUDGET_FACTOR;
  }

  /** @throws ServerError with code `queue_full` when all bodies together would be too much. */
  take(bytes: number): void {
    if (this.#held + bytes > this.#limit) {
      const message = 'The requests that are being received fill the memory set aside for them.';
      throw new ServerError('queue_full', message, { retryAfter: 1 });
    }
    this.#held += bytes;
  }

  /** Gives back what a request took. */
  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/** Counts the bytes of one request against its own limit and the budget of all. */
export class BodyMeter {
  readonly #budget: BodyBudget;
  readonly #limit: number;
  #bytes = 0;
  #released = false;

  constructor(budget: BodyBudget, limit: number) {
    this.#budget = budget;
    this.#limit = limit;
  }

  /** @throws ServerError with code `too_large` or `queue_full`. */
  count(bytes: number): void {
    if (this.#released) return;
    if (this.#bytes + bytes > this.#limit) throw tooLarge(this.#limit);
    this.#budget.take(bytes);
    this.#bytes += bytes;
  }

  /** Gives the bytes back when the request has ended; nothing counts afterwards. */
  release(): void {
    this.#released = true;
    this.#budget.give(this.#bytes);
    this.#bytes = 0;
  }
}

/** Refuses a body that is too large by its own declaration, before it is read. */
export function refuseDeclaredSize(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
}

/**
 * Reads a stream to its end. A body that is refused half-way is left to Node, which discards the
 * rest, so that clients that send before they listen still see the answer.
 * @throws ServerError with code `too_large`, `queue_full`, or `bad_request` when it is cut short.
 */
export function readAll(stream: Readable, meter: BodyMeter): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const fail = (error: ServerError): void => {
      stream.removeListener('data', take);
      chunks.length = 0;
      stream.resume();
      reject(error);
    };
    const cut = (cause?: Error): void =>
      fail(new ServerError('bad_request', 'The body ended before all of it was sent.', { cause }));
    const take = (chunk: Buffer): void => {
      try {
        meter.count(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error as ServerError);
      }
    };
    stream.on('data', take);
    stream.once('end', () => {
      const [only] = chunks;
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks));
    });
    stream.once('error', cut);
    stream.once('close', () => cut());
  });
}

function tooLarge(limit: number): ServerError {
  const mib = Math.round((limit / 2 ** 20) * 100) / 100;
  return new ServerError('too_large', `The body is larger than this server takes (${mib} MiB).`);
}
