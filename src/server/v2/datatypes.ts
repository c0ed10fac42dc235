/** A tensor element type of the Open Inference Protocol and its ONNX counterpart. */
export interface Datatype {
  /** Name in the protocol: `FP32`. */
  readonly name: string;
  /** Name in ONNX: `float32`. */
  readonly onnx: string;
  /** Bytes of one element. */
  readonly bytes: number;
  /** A view of bytes as elements; absent where there is no form in JSON (FP16). */
  readonly view?: (buffer: ArrayBuffer, length: number) => NumberArray;
  /** Smallest and largest value; absent for floating point. */
  readonly range?: readonly [number, number];
}

/** Typed arrays that tensors are read and written through. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const SAFE = Number.MAX_SAFE_INTEGER;

const DATATYPES: readonly Datatype[] = [
  { name: 'FP32', onnx: 'float32', bytes: 4, view: (b, n) => new Float32Array(b, 0, n) },
  { name: 'FP16', onnx: 'float16', bytes: 2 },
  { name: 'FP64', onnx: 'float64', bytes: 8, view: (b, n) => new Float64Array(b, 0, n) },
  integer('INT8', 'int8', 1, [-128, 127], (b, n) => new Int8Array(b, 0, n)),
  integer('INT16', 'int16', 2, [-32768, 32767], (b, n) => new Int16Array(b, 0, n)),
  integer('INT32', 'int32', 4, [-(2 ** 31), 2 ** 31 - 1], (b, n) => new Int32Array(b, 0, n)),
  integer('INT64', 'int64', 8, [-SAFE, SAFE], (b, n) => new BigInt64Array(b, 0, n)),
  integer('UINT8', 'uint8', 1, [0, 255], (b, n) => new Uint8Array(b, 0, n)),
  integer('UINT16', 'uint16', 2, [0, 65535], (b, n) => new Uint16Array(b, 0, n)),
  integer('UINT32', 'uint32', 4, [0, 2 ** 32 - 1], (b, n) => new Uint32Array(b, 0, n)),
  integer('UINT64', 'uint64', 8, [0, SAFE], (b, n) => new BigUint64Array(b, 0, n)),
  integer('BOOL', 'bool', 1, [0, 1], (b, n) => new Uint8Array(b, 0, n)),
];

/** The type that the protocol calls so. */
export function datatypeNamed(name: string): Datatype | undefined {
  return DATATYPES.find((datatype) => datatype.name === name);
}

/** The type that ONNX calls so. */
export function datatypeOfOnnx(onnx: string): Datatype | undefined {
  return DATATYPES.find((datatype) => datatype.onnx === onnx);
}

/** The protocol's name of an ONNX type; the ONNX name in capitals where it has none. */
export function datatypeName(onnx: string): string {
  return datatypeOfOnnx(onnx)?.name ?? onnx.toUpperCase();
}

function integer(
  name: string,
  onnx: string,
  bytes: number,
  range: readonly [number, number],
  view: (buffer: ArrayBuffer, length: number) => NumberArray,
): Datatype {
  return { name, onnx, bytes, range, view };
}
