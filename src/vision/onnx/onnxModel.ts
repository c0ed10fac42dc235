import type { TensorSpec } from '../types.ts';
import { elementType } from './elementType.ts';
import type { Field, ProtobufWalker } from './protobuf.ts';

/** A weight, of which only what is cheap has been read. */
export interface TensorHead {
  name: string;
  type: number;
  elements: number;
  /** The value of a float32 scalar, which is how quantisation steps are stored. */
  scalar: number | undefined;
  /** `location` of external data. */
  location: string | undefined;
}

/** A tensor has at most 8 dimensions in practice; more are ignored. */
const MOST_DIMENSIONS = 16;

/** Reads a `TensorProto` without its values. */
export async function readTensor(walker: ProtobufWalker, end: number): Promise<TensorHead> {
  const { reader } = walker;
  const head: TensorHead = {
    name: '',
    type: 0,
    elements: 1,
    scalar: undefined,
    location: undefined,
  };
  await walker.walk(end, (field) => {
    if (field.number === 1) {
      if (field.delimited) {
        return walkPacked(walker, field, (dimension) => {
          head.elements *= dimension;
        });
      }
      head.elements *= field.value ?? 0;
    } else if (field.number === 2) head.type = field.value ?? 0;
    else if (field.number === 8) {
      return text(walker, field, (name) => {
        head.name = name;
      });
    } else if ((field.number === 4 || field.number === 9) && field.end - field.begin === 4) {
      return reader.bytes(4).then((bytes) => {
        if (head.type <= 1) head.scalar = bytes.readFloatLE(0);
      });
    } else if (field.number === 13 && field.delimited) {
      return readEntry(walker, field.end).then(([key, value]) => {
        if (key === 'location') head.location = value;
      });
    }
    return undefined;
  });
  return head;
}

/** Reads a `StringStringEntryProto`; both texts are empty when absent. */
export async function readEntry(
  walker: ProtobufWalker,
  end: number,
): Promise<readonly [key: string, value: string]> {
  let key = '';
  let value = '';
  await walker.walk(end, (field) => {
    if (field.number === 1) {
      return text(walker, field, (read) => {
        key = read;
      });
    }
    if (field.number === 2) {
      return text(walker, field, (read) => {
        value = read;
      });
    }
    return undefined;
  });
  return [key, value];
}

/** Reads a `ValueInfoProto`: an input or output. */
export async function readValueInfo(walker: ProtobufWalker, end: number): Promise<TensorSpec> {
  // Even one without a name costs memory.
  walker.reader.retain(256);
  let name = '';
  let type = 'undefined';
  const shape: (number | undefined)[] = [];
  const visitDimension = (field: Field): undefined => {
    if (field.number !== 1 || field.value === undefined) return;
    // Exporters write 0 or -1 (which reads as 2^64) for a dimension that they do not know.
    const fixed = field.value > 0 && Number.isSafeInteger(field.value);
    shape[shape.length - 1] = fixed ? field.value : undefined;
  };
  const visitShape = (field: Field) => {
    if (field.number !== 1 || !field.delimited || shape.length >= MOST_DIMENSIONS) return;
    shape.push(undefined);
    return walker.walk(field.end, visitDimension);
  };
  const visitTensor = (field: Field) => {
    if (field.number === 1) type = elementType(field.value ?? 0);
    if (field.number === 2 && field.delimited) return walker.walk(field.end, visitShape);
    return undefined;
  };
  const visitType = (field: Field) => {
    if (!field.delimited) return undefined;
    if (field.number === 1) return walker.walk(field.end, visitTensor);
    if (field.number === 4) type = 'sequence';
    if (field.number === 5) type = 'map';
    if (field.number === 9) type = 'optional';
    return undefined;
  };
  await walker.walk(end, (field) => {
    if (field.number === 1) {
      return text(walker, field, (read) => {
        name = read;
      });
    }
    if (field.number === 2 && field.delimited) return walker.walk(field.end, visitType);
    return undefined;
  });
  return { name, type, shape };
}

/** Reads a text field and hands it on; anything else under that number is ignored. */
export function text(
  walker: ProtobufWalker,
  field: Field,
  use: (text: string) => void,
): Promise<void> | undefined {
  if (!field.delimited) return undefined;
  return walker.reader.text(field.end - field.begin).then(use);
}

async function walkPacked(
  walker: ProtobufWalker,
  field: Field,
  use: (value: number) => void,
): Promise<void> {
  const { reader } = walker;
  for (let i = 0; i < MOST_DIMENSIONS && reader.position < field.end; i++) {
    if (!reader.ready) await reader.fill();
    use(reader.varint());
  }
}
