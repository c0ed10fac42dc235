import { ServerError } from '../serverError.ts';

/**
 * Values in the JSON of one request: a tensor of 1280×1280 pixels has 4.9 million. Parsing holds up
 * every other request, and each value takes many times its bytes.
 */
const MOST_VALUES = 5_000_000;
const COMMA = 0x2c;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A request body taken apart: the JSON object, and the binary data behind it. */
export interface Envelope {
  readonly json: unknown;
  readonly binary: Buffer;
}

/**
 * Takes an inference body apart.
 * @param headerLength `Inference-Header-Content-Length`: bytes of JSON; all of them when absent.
 * @throws ServerError with code `bad_request` or `too_large`.
 */
export function openEnvelope(body: unknown, headerLength: string | undefined): Envelope {
  if (!(body instanceof Buffer) || body.length === 0) throw bad('The body is empty.');
  let length = body.length;
  if (headerLength !== undefined) {
    length = /^\d{1,15}$/.test(headerLength) ? Number(headerLength) : Number.NaN;
    if (!(length <= body.length)) {
      throw bad(
        `Inference-Header-Content-Length is ${JSON.stringify(headerLength.slice(0, 40))}, but must be a whole number up to the ${body.length} bytes of the body.`,
      );
    }
  }
  if (commas(body, length) > MOST_VALUES) {
    const message = `The JSON has more than ${MOST_VALUES} values: send tensors as binary data, with the header Inference-Header-Content-Length.`;
    throw new ServerError('too_large', message);
  }
  try {
    const json: unknown = JSON.parse(UTF8.decode(body.subarray(0, length)));
    return { json, binary: body.subarray(length) };
  } catch (cause) {
    const message =
      headerLength === undefined && body[0] !== 0x7b
        ? 'The body is not JSON; with binary data it needs the header Inference-Header-Content-Length.'
        : `The body is not well-formed JSON: ${(cause as Error).message.slice(0, 120)}.`;
    throw bad(message, cause);
  }
}

/** Commas in the first bytes of a body, which bound the number of values; stops when there are too many. */
function commas(body: Buffer, length: number): number {
  let count = 0;
  let at = body.indexOf(COMMA);
  while (at >= 0 && at < length && count <= MOST_VALUES) {
    count++;
    at = body.indexOf(COMMA, at + 1);
  }
  return count;
}

/** An error that the protocol reports with status 400. */
export function bad(message: string, cause?: unknown): ServerError {
  return new ServerError('bad_request', message, cause === undefined ? {} : { cause });
}
