/** `TensorProto.DataType` of onnx.proto3, by number, in lower case. */
const ELEMENT_TYPES = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
] as const;

/** The name of an ONNX element type, `type 99` for a number that this table does not have. */
export function elementType(number: number): string {
  return ELEMENT_TYPES[number] ?? `type ${number}`;
}
