import type { ServerContext } from '../context.ts';
import { parseParameters } from '../parameterParsing.ts';
import { type Caller, predictImages } from '../predictImages.ts';
import { predictionRequest } from '../predictionRequest.ts';
import type { LoadedModel, RawTensor } from '../predictor.ts';
import { withinTime } from '../requestDeadline.ts';
import { ServerError } from '../serverError.ts';
import { bytesElements } from './bytesElements.ts';
import { bad } from './envelope.ts';
import { type AnswerTensor, tensorOutput, textOutput } from './inferAnswer.ts';
import type { InferInput, InferRequest, RequestedOutput } from './inferRequest.ts';
import { tensorInputs } from './tensorInput.ts';

/** Names of the input that takes encoded pictures and of the output that it gives. */
const IMAGE_INPUT = 'image';
const IMAGE_OUTPUT = 'detections';

/** Request parameters of the protocol and of Triton that are none of `/predict`. */
const PROTOCOL_PARAMETERS = /^(?:binary_data_output|priority|timeout|sequence_\w+|triton_\w+)$/;

/** Runs an inference request: on tensors, or on encoded pictures. */
export function infer(
  context: ServerContext,
  model: LoadedModel,
  request: InferRequest,
  caller: Caller,
): Promise<AnswerTensor[]> {
  const picture = request.inputs.find(({ name, datatype }) => {
    return name === IMAGE_INPUT && datatype === 'BYTES';
  });
  return picture
    ? inferPictures(context, model, request, picture, caller)
    : inferTensors(context, model, request, caller);
}

async function inferTensors(
  context: ServerContext,
  model: LoadedModel,
  request: InferRequest,
  caller: Caller,
): Promise<AnswerTensor[]> {
  const outputs = requireOutputs(
    request.outputs,
    model.outputs.map(({ name }) => name),
  );
  const inputs = tensorInputs(request.inputs, model);
  try {
    const run = (signal: AbortSignal): Promise<readonly RawTensor[]> => {
      context.predictor.admit();
      return context.predictor.infer(inputs, outputs, signal);
    };
    return (await withinTime(context.limits.requestMs, caller.left, run)).map(tensorOutput);
  } catch (error) {
    const free = model.inputs.some(({ shape }) => shape.includes(undefined));
    if (free && error instanceof ServerError && error.code === 'inference_failed') {
      // The file says that any size will do, the network disagrees: the request's shape is at fault.
      throw bad(`The network does not take tensors of this shape: ${error.message}`, error);
    }
    throw error;
  }
}

async function inferPictures(
  context: ServerContext,
  model: LoadedModel,
  request: InferRequest,
  picture: InferInput,
  caller: Caller,
): Promise<AnswerTensor[]> {
  if (request.inputs.length > 1) throw bad('With the input "image" there can be no other input.');
  requireOutputs(request.outputs, [IMAGE_OUTPUT]);
  const images = bytesElements(picture, context.limits.images);
  const given = Object.entries(request.parameters)
    .filter(([name]) => !PROTOCOL_PARAMETERS.test(name))
    .map(([name, value]) => [name, String(value)] as const);
  const wanted = asBadRequest(() => predictionRequest(parseParameters(given), model.spec));
  const answers = await predictImages(context, model.workers, images, wanted, caller);
  return [
    textOutput(
      IMAGE_OUTPUT,
      answers.map((answer) => JSON.stringify(answer)),
    ),
  ];
}

/** The names of the outputs that are asked for; absent for all. */
function requireOutputs(
  outputs: readonly RequestedOutput[] | undefined,
  known: readonly string[],
): string[] | undefined {
  if (outputs === undefined || outputs.length === 0) return undefined;
  const names = outputs.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw bad(
      `There is no output ${JSON.stringify(unknown.slice(0, 80))}; there is ${known.join(', ')}.`,
    );
  }
  if (new Set(names).size < names.length) throw bad('An output is asked for twice.');
  return names;
}

/** The protocol reports every fault of a request with 400. */
function asBadRequest<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ServerError && error.code === 'bad_parameter') throw bad(error.message);
    throw error;
  }
}
