import { bad } from './envelope.ts';
import { flatten } from './flatten.ts';
import type { InferInput } from './inferRequest.ts';

/** Bytes of the length in front of each element. */
const PREFIX = 4;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The elements of a BYTES input: in binary each behind its length (little-endian u32), in JSON as
 * base64.
 * @throws ServerError with code `bad_request` when their number does not fit the shape.
 */
export function bytesElements(input: InferInput, most: number): Uint8Array[] {
  const label = `The input ${JSON.stringify(input.name)}`;
  const count = input.shape.reduce((product, size) => product * size, 1);
  if (input.shape.length === 0 || count < 1 || count > most) {
    throw bad(`${label} takes 1 to ${most} pictures; its shape has ${count}.`);
  }
  const elements =
    input.data instanceof Uint8Array
      ? split(input.data, count, label)
      : decode(input.data, count, label);
  if (elements.length !== count) {
    throw bad(`${label} does not have the ${count} elements that its shape says.`);
  }
  return elements;
}

/** Writes texts as BYTES elements in binary form. */
export function joinElements(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      const prefix = Buffer.alloc(PREFIX);
      prefix.writeUInt32LE(bytes.length);
      return [prefix, bytes];
    }),
  );
}

function split(data: Buffer, count: number, label: string): Uint8Array[] {
  const elements: Uint8Array[] = [];
  let offset = 0;
  // One more than there should be is enough to know that there are too many.
  while (offset < data.length && elements.length <= count) {
    const start = offset + PREFIX;
    const end = start <= data.length ? start + data.readUInt32LE(offset) : Number.NaN;
    if (!(end <= data.length)) {
      const message = `${label} is cut short: element ${elements.length} needs its length as little-endian u32, then as many bytes.`;
      throw bad(message);
    }
    // A copy: sending a view to a worker would clone the whole body behind it.
    elements.push(new Uint8Array(data.subarray(start, end)));
    offset = end;
  }
  return elements;
}

function decode(data: readonly unknown[], count: number, label: string): Buffer[] {
  const flat = flatten(data, count);
  if (!flat) throw bad(`${label} does not have the ${count} elements that its shape says.`);
  return flat.map((element, index) => {
    if (typeof element === 'string') {
      // Line breaks go first: a pattern that allowed them anywhere would take quadratic time.
      const text = element.replaceAll(/\s+/g, '');
      if (BASE64.test(text)) return Buffer.from(text, 'base64');
    }
    throw bad(`${label}: element ${index} must be the picture in base64.`);
  });
}
