import type { V2InferRequest } from '../../contract/schema/v2.ts';
import { bad, type Envelope } from './envelope.ts';

/** Values that the protocol allows as parameters. */
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** An input with its data: elements of JSON, or bytes. */
export interface InferInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly unknown[] | Buffer;
}

/** An output that is asked for. */
export interface RequestedOutput {
  readonly name: string;
  readonly binary: boolean;
}

/** An inference request, checked. */
export interface InferRequest {
  readonly id: string | undefined;
  readonly parameters: Parameters;
  readonly inputs: readonly InferInput[];
  /** Absent: all outputs. */
  readonly outputs: readonly RequestedOutput[] | undefined;
  /** Whether outputs are binary unless they say otherwise. */
  readonly binaryOutput: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks the JSON of a request and gives each input its data.
 * @throws ServerError with code `bad_request`; the message says where.
 */
export function inferRequest({ json, binary }: Envelope): InferRequest {
  const body = object(json, 'The request') as Fields & { [K in keyof V2InferRequest]?: unknown };
  if (body.id !== undefined && typeof body.id !== 'string') throw bad('id must be a string.');
  const parameters = parametersOf(body.parameters, 'parameters');
  const binaryOutput = parameters['binary_data_output'] === true;
  const listed = list(body.inputs, 'inputs');
  if (listed.length === 0) throw bad('inputs must have at least one input.');
  let offset = 0;
  const inputs = listed.map((value, index) => {
    const where = `inputs[${index}]`;
    const input = object(value, where);
    const name = string(input['name'], `${where}.name`);
    const shape = list(input['shape'], `${where}.shape`).map((size) => {
      if (Number.isSafeInteger(size) && (size as number) >= 0) return size as number;
      throw bad(`${where}.shape must have whole numbers from 0 up.`);
    });
    const datatype = string(input['datatype'], `${where}.datatype`);
    const bytes = parametersOf(input['parameters'], `${where}.parameters`)['binary_data_size'];
    if (bytes === undefined) {
      return { name, shape, datatype, data: list(input['data'], `${where}.data`) };
    }
    if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) {
      throw bad(`${where}.parameters.binary_data_size must be a whole number from 0 up.`);
    }
    const end = offset + (bytes as number);
    if (end > binary.length) {
      throw bad(
        `The binary data of input ${JSON.stringify(name)} would end at byte ${end}, but there are ${binary.length} bytes after the JSON object.`,
      );
    }
    const data = binary.subarray(offset, end);
    offset = end;
    return { name, shape, datatype, data };
  });
  if (offset !== binary.length) {
    throw bad(`There are ${binary.length - offset} bytes of binary data that no input claims.`);
  }
  const outputs =
    body.outputs === undefined ? undefined : requested(list(body.outputs, 'outputs'), binaryOutput);
  return { id: body.id, parameters, inputs, outputs, binaryOutput };
}

function requested(outputs: readonly unknown[], binaryOutput: boolean): RequestedOutput[] {
  return outputs.map((value, index) => {
    const output = object(value, `outputs[${index}]`);
    const name = string(output['name'], `outputs[${index}].name`);
    const wish = parametersOf(output['parameters'], `outputs[${index}].parameters`)['binary_data'];
    return { name, binary: typeof wish === 'boolean' ? wish : binaryOutput };
  });
}

function object(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw bad(`${where} must be a JSON object.`);
}

function list(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw bad(`${where} must be a list.`);
}

function string(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw bad(`${where} must be a string.`);
}

function parametersOf(value: unknown, where: string): Parameters {
  if (value === undefined) return {};
  const parameters = object(value, where);
  for (const [name, parameter] of Object.entries(parameters)) {
    if (!['string', 'number', 'boolean'].includes(typeof parameter)) {
      throw bad(`${where}.${name.slice(0, 40)} must be a string, a number or a boolean.`);
    }
  }
  return parameters as Parameters;
}
