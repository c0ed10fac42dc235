import type { TensorSpec } from '../../vision/types.ts';
import type { LoadedModel, RawTensor } from '../predictor.ts';
import { type Datatype, datatypeName, datatypeNamed } from './datatypes.ts';
import { bad } from './envelope.ts';
import { flatten } from './flatten.ts';
import type { InferInput } from './inferRequest.ts';

/**
 * Turns the inputs of a request into the network's tensors.
 * @throws ServerError with code `bad_request` when a name, datatype, shape or size does not fit.
 */
export function tensorInputs(inputs: readonly InferInput[], model: LoadedModel): RawTensor[] {
  const names = model.inputs.map(({ name }) => name);
  const given = new Set<string>();
  const tensors = inputs.map((input) => {
    const spec = model.inputs.find(({ name }) => name === input.name);
    if (!spec) {
      throw bad(
        `There is no input ${JSON.stringify(input.name.slice(0, 80))}; the model has ${names.join(', ')}, and encoded pictures go into "image" of datatype BYTES.`,
      );
    }
    if (given.has(spec.name)) throw bad(`The input ${JSON.stringify(spec.name)} is given twice.`);
    given.add(spec.name);
    return tensor(input, spec);
  });
  const missing = names.filter((name) => !given.has(name));
  if (missing.length > 0) throw bad(`The model also needs the input ${missing.join(', ')}.`);
  return tensors;
}

function tensor(input: InferInput, spec: TensorSpec): RawTensor {
  const label = `The input ${JSON.stringify(spec.name)}`;
  const wanted = datatypeName(spec.type);
  const datatype = datatypeNamed(input.datatype);
  if (!datatype || input.datatype !== wanted) {
    throw bad(
      `${label} has datatype ${wanted}, not ${JSON.stringify(input.datatype.slice(0, 20))}.`,
    );
  }
  const fits =
    input.shape.length === spec.shape.length &&
    spec.shape.every((size, axis) =>
      size === undefined ? (input.shape[axis] ?? 0) > 0 : size === input.shape[axis],
    );
  if (!fits) {
    const shape = spec.shape.map((size) => size ?? 'any').join(',');
    throw bad(`${label} has shape [${shape}], not [${input.shape.slice(0, 8).join(',')}].`);
  }
  const count = input.shape.reduce((product, size) => product * size, 1);
  const data =
    input.data instanceof Uint8Array
      ? binaryData(input.data, count * datatype.bytes, label)
      : jsonData(input.data, count, datatype, label);
  return { name: spec.name, type: spec.type, shape: input.shape, data };
}

function binaryData(data: Buffer, bytes: number, label: string): Uint8Array {
  // A copy is aligned for its element type, and holds on to nothing else of the body.
  if (data.length === bytes) return new Uint8Array(data);
  throw bad(`${label} needs ${bytes} bytes for its shape, but has ${data.length}.`);
}

function jsonData(
  data: readonly unknown[],
  count: number,
  datatype: Datatype,
  label: string,
): Uint8Array {
  const { view, range, bytes, name } = datatype;
  if (!view) throw bad(`${name} has no form in JSON; send ${label.toLowerCase()} as binary data.`);
  // Counted before anything is reserved: a shape is only a claim.
  const flat = flatten(data, count);
  if (!flat) throw bad(`${label} does not have the ${count} elements that its shape says.`);
  const buffer = new ArrayBuffer(count * bytes);
  const target = view(buffer, count);
  const big = target instanceof BigInt64Array || target instanceof BigUint64Array;
  flat.forEach((value, index) => {
    const number = typeof value === 'boolean' && name === 'BOOL' ? Number(value) : value;
    const fits =
      typeof number === 'number' &&
      (!range || (Number.isInteger(number) && number >= range[0] && number <= range[1]));
    if (!fits) {
      const shown = (JSON.stringify(value) ?? 'undefined').slice(0, 40);
      throw bad(`${label} has the element ${shown}, which is no ${name}.`);
    }
    if (big) target[index] = BigInt(number);
    else target[index] = number;
  });
  return new Uint8Array(buffer);
}
