/** Writes protobuf messages, to make ONNX files of a few hundred bytes for tests. */

/** A number as protobuf writes it; negative ones as 64-bit two's complement. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 127n;
    bytes.push(Number(rest & 127n) | (more ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A varint field. */
export function int(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** A length-delimited field: text, bytes, or a message of the given parts. */
export function part(field: number, ...content: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(content.map((piece) => Buffer.from(piece as string)));
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
}

const TYPES: Readonly<Record<string, number>> = { float32: 1, uint8: 2, int64: 7, float16: 10 };

/** `ValueInfoProto`. A text dimension is symbolic. */
export function valueInfo(
  name: string,
  shape: readonly (number | string)[],
  type = 'float32',
): Buffer[] {
  const dimensions = shape.map((n) => part(1, typeof n === 'string' ? part(2, n) : int(1, n)));
  return [part(1, name), part(2, part(1, int(1, TYPES[type] ?? 0), part(2, ...dimensions)))];
}

/** `NodeProto` without attributes. */
export function node(type: string, inputs: readonly string[], outputs: readonly string[]): Buffer {
  return part(
    1,
    ...inputs.map((name) => part(1, name)),
    ...outputs.map((name) => part(2, name)),
    part(4, type),
  );
}

/** What a model file is made of. */
export interface ModelParts {
  readonly graph: readonly Buffer[];
  readonly opset?: number;
  readonly irVersion?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A whole file. */
export function model({ graph, opset = 17, irVersion = 8, metadata = {} }: ModelParts): Buffer {
  return Buffer.concat([
    int(1, irVersion),
    part(2, 'test'),
    part(7, ...graph, part(2, 'graph')),
    part(8, int(2, opset)),
    ...Object.entries(metadata).map(([key, value]) => part(14, part(1, key), part(2, value))),
  ]);
}
