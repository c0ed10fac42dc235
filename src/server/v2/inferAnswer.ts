import type { V2InferAnswer } from '../../contract/schema/v2.ts';
import type { RawTensor } from '../predictor.ts';
import { joinElements } from './bytesElements.ts';
import { datatypeName, datatypeOfOnnx } from './datatypes.ts';
import { bad } from './envelope.ts';
import type { InferRequest } from './inferRequest.ts';

/** The one version that a model has here. */
export const MODEL_VERSION = '1';

/** An output on its way into an answer. */
export interface AnswerTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  /** Bytes of the binary form. */
  binary(): Uint8Array;
  /** Elements in JSON. */
  json(): unknown[];
}

/** An answer's body, and how many bytes of JSON it begins with when binary data follows. */
export interface InferAnswer {
  readonly body: Buffer;
  readonly headerLength: number | undefined;
}

/** A tensor of the network as an output. */
export function tensorOutput({ name, shape, type, data }: RawTensor): AnswerTensor {
  return {
    name,
    shape,
    datatype: datatypeName(type),
    binary: () => data,
    json: () => {
      const datatype = datatypeOfOnnx(type);
      if (!datatype?.view) {
        throw bad(`${datatypeName(type)} has no form in JSON; ask for ${name} with binary_data.`);
      }
      const copy = new Uint8Array(data).buffer;
      const elements = Array.from<number | bigint>(
        datatype.view(copy, data.byteLength / datatype.bytes),
      );
      return elements.map((element) =>
        datatype.name === 'BOOL' ? element === 1 : Number(element),
      );
    },
  };
}

/** Texts as an output of datatype BYTES. */
export function textOutput(name: string, texts: readonly string[]): AnswerTensor {
  return {
    name,
    shape: [texts.length],
    datatype: 'BYTES',
    binary: () => joinElements(texts),
    json: () => [...texts],
  };
}

/**
 * Writes an answer, in JSON and binary as the request asked.
 * @throws ServerError with code `bad_request` when an output has no form as it was asked for.
 */
export function inferAnswer(
  modelName: string,
  request: InferRequest,
  tensors: readonly AnswerTensor[],
): InferAnswer {
  const blobs: Uint8Array[] = [];
  const outputs = tensors.map((tensor) => {
    const wish = request.outputs?.find(({ name }) => name === tensor.name);
    const { name, datatype } = tensor;
    const head = { name, shape: [...tensor.shape], datatype };
    if (!(wish?.binary ?? request.binaryOutput)) return { ...head, data: tensor.json() };
    const blob = tensor.binary();
    blobs.push(blob);
    return { ...head, parameters: { binary_data_size: blob.byteLength } };
  });
  const answer: V2InferAnswer = {
    model_name: modelName,
    model_version: MODEL_VERSION,
    ...(request.id === undefined ? {} : { id: request.id }),
    outputs,
  };
  const json = Buffer.from(JSON.stringify(answer));
  if (blobs.length === 0) return { body: json, headerLength: undefined };
  return { body: Buffer.concat([json, ...blobs]), headerLength: json.length };
}
