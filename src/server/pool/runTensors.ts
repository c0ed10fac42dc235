import type { Tensor } from 'onnxruntime-node';
import type { Network, NetworkInput } from '../../vision/network.ts';
import type { RawTensor } from '../predictor.ts';

/** Typed arrays by ONNX element type; float16 travels as its bits. */
const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

function toInput({ name, type, shape, data }: RawTensor): NetworkInput {
  if (!(type in ARRAYS)) throw new TypeError(`Input ${name}: type ${type} is not supported.`);
  const View = ARRAYS[type as keyof typeof ARRAYS];
  // A copy of its own is aligned, whatever offset the bytes had in the request.
  const { buffer } = Uint8Array.from(data);
  return { type: type as Tensor.Type, data: new View(buffer) as Tensor.DataType, shape };
}

/** Runs the bare network on tensors as they came over the wire. */
export async function runTensors(
  network: Network,
  inputs: readonly RawTensor[],
  outputs: readonly string[] | undefined,
): Promise<RawTensor[]> {
  const feeds = Object.fromEntries(inputs.map((input) => [input.name, toInput(input)]));
  const results = await network.run(feeds, outputs);
  return Object.entries(results).map(([name, { type, dims, data }]) => {
    const view = data as Float32Array;
    return {
      name,
      type,
      shape: dims,
      data: new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
    };
  });
}
