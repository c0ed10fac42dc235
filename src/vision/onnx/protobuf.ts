import type { ByteReader } from './byteReader.ts';
import { MalformedError } from './byteReader.ts';

/** Protobuf wire types that ONNX uses. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** Fields of one file. Detectors have about 50,000, large language models a million. */
const MOST_FIELDS = 5_000_000;
/** Messages of one file: nodes, attributes, tensors. Detectors have about 10,000. */
const MOST_MESSAGES = 500_000;
/** Messages inside messages. ONNX graphs in graphs need about 4 levels a graph. */
const DEEPEST = 64;

/** One field of a message, met while walking; its content has not been read yet. */
export interface Field {
  readonly number: number;
  /** The value of a varint field; `undefined` for others. */
  readonly value: number | undefined;
  /** Offset of the first byte of a length-delimited field, and of the byte behind it. */
  readonly begin: number;
  readonly end: number;
  /** Whether the field is length-delimited: text, bytes, a message or packed numbers. */
  readonly delimited: boolean;
}

/** Walks messages of one file within limits that a hostile file cannot lift. */
export class ProtobufWalker {
  /** Where the messages are read from. */
  readonly reader: ByteReader;
  #fields = 0;
  #messages = 0;
  #depth = 0;

  /** @param reader at the beginning of the outermost message. */
  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /**
   * Calls `visit` for every field from the current position to `end` (an offset in the file).
   * What `visit` leaves unread is jumped over. A promise is awaited, so that most fields cost no
   * trip through the event loop.
   */
  async walk(end: number, visit: (field: Field) => Promise<void> | undefined): Promise<void> {
    if (++this.#depth > DEEPEST) throw new MalformedError('its graphs are nested too deeply');
    if (++this.#messages > MOST_MESSAGES) throw new MalformedError('it has too many parts');
    const { reader } = this;
    while (reader.position < end) {
      if (++this.#fields > MOST_FIELDS) throw new MalformedError('it has too many fields');
      if (!reader.ready) await reader.fill();
      const field = this.#field(end);
      const visited = visit(field);
      if (visited !== undefined) await visited;
      reader.position = field.end;
    }
    this.#depth--;
  }

  #field(limit: number): Field {
    const { reader } = this;
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new MalformedError('it is not a protobuf file');
    const wire = tag % 8;
    const value = wire === VARINT || wire === LENGTH ? reader.varint() : undefined;
    const begin = reader.position;
    const end = begin + lengthOf(wire, value);
    if (end > limit) {
      // Only the outermost message ends with the file; inside, a length is simply wrong.
      const cut = limit === reader.size;
      throw new MalformedError(
        `field ${number} is longer than what holds it`,
        cut && Number.isSafeInteger(end) ? end : undefined,
      );
    }
    const delimited = wire === LENGTH;
    return { number, value: delimited ? undefined : value, begin, end, delimited };
  }
}

function lengthOf(wire: number, value: number | undefined): number {
  if (wire === VARINT) return 0;
  if (wire === LENGTH) return value ?? 0;
  if (wire === FIXED64) return 8;
  if (wire === FIXED32) return 4;
  throw new MalformedError('it is not a protobuf file');
}
