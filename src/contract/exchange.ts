import type { Agent } from 'node:http';
import { request } from 'node:http';
import { ContractError } from './contractError.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';

/** What a caller may say about one exchange. */
export interface CallOptions {
  /** Ends the exchange; the promise then rejects with code `aborted`. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the whole answer must be there; a minute unless told otherwise. */
  readonly timeoutMs?: number;
}

/** Longest time that a timer can wait for (2³¹ − 1 ms); a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;
/** Most bytes of an answer that are kept: masks of 300 objects fit, a server gone mad does not. */
const MOST_BYTES = 128 * 2 ** 20;

/** One request as this module sends it. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly contentType?: string;
  readonly body?: Uint8Array;
}

/** An answer, read to its end. */
export interface Incoming {
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly body: Buffer;
}

/**
 * Sends one request and reads the whole answer, whatever its status.
 * @throws ContractError when there is no complete answer.
 */
export function exchange(
  endpoint: Endpoint,
  agent: Agent,
  outgoing: Outgoing,
  options: CallOptions,
): Promise<Incoming> {
  const timeoutMs = Math.min(Math.max(0, Math.ceil(options.timeoutMs ?? 60_000)), LONGEST_MS);
  const where = describeEndpoint(endpoint);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      if (options.signal?.aborted) {
        reject(new ContractError('aborted', 'The request was cancelled.', { cause: error }));
      } else if (timeout.aborted) {
        const message = `${where} gave no answer within ${timeoutMs} ms.`;
        reject(new ContractError('no_answer_in_time', message, { cause: error }));
      } else {
        const message = `No server answers at ${where}: ${error.message}`;
        reject(new ContractError('unreachable', message, { cause: error }));
      }
    };
    const headers: Record<string, string | number> = { accept: 'application/json' };
    if (outgoing.contentType) headers['content-type'] = outgoing.contentType;
    if (outgoing.body) headers['content-length'] = outgoing.body.byteLength;
    const { method, path } = outgoing;
    const outgoingRequest = request({ ...endpoint, agent, method, path, headers, signal });
    let answered = false;
    outgoingRequest.on('error', (error) => {
      // A server that refuses a large body answers before it has read it; that answer counts more
      // than the broken pipe that follows.
      if (!answered) fail(error);
    });
    outgoingRequest.on('response', (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > MOST_BYTES) {
          const message = `${where} answered with more than ${MOST_BYTES / 2 ** 20} MiB and was cut off.`;
          reject(new ContractError('bad_answer', message, { status: response.statusCode ?? 0 }));
          outgoingRequest.destroy();
        } else {
          chunks.push(chunk);
        }
      });
      response.on('error', fail);
      response.on('end', () => {
        const retryAfter = Number(response.headers['retry-after']);
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
          body: Buffer.concat(chunks),
        });
      });
    });
    outgoingRequest.end(outgoing.body);
  });
}
