import { ModelError, type ModelErrorCode } from '../modelError.ts';
import type { OnnxHeader } from '../types.ts';
import { errorText } from './errorText.ts';
import { isOutOfMemory, outOfMemory } from './outOfMemory.ts';
import { runtimeMessage } from './runtimeMessage.ts';

type Explain = (
  found: RegExpExecArray,
  header: Pick<OnnxHeader, 'file'>,
) => readonly [code: ModelErrorCode, sentence: string];

/** What ONNX Runtime 1.30 says, and what it means. */
const EXPLANATIONS: readonly (readonly [pattern: RegExp, explain: Explain])[] = [
  [
    /Opset (\d+) is under development.*till opset (\d+)/s,
    ([, asked, most], { file }) => [
      'opset-too-new',
      `${file} needs ONNX opset ${asked}, but this ONNX Runtime supports opsets up to ${most}: export it again with a lower one, such as opset=17.`,
    ],
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    ([, asked, most], { file }) => [
      'opset-too-new',
      `${file} uses ONNX file format (IR) version ${asked}, but this ONNX Runtime reads versions up to ${most}: export it again with an older onnx package or a lower opset.`,
    ],
  ],
  [
    /Could not find an implementation for (\w+)\(\d+\)/,
    ([, operator], { file }) => [
      'unsupported-operator',
      `${file} uses the operator ${operator} in a way (an element type or version) that this device cannot run: export it again as float32, or run it on another device.`,
    ],
  ],
  [
    /(?:No Op registered for |Fatal error: )((?:[\w.]+:)?\w+)/,
    ([, operator], { file }) => [
      'unsupported-operator',
      `${file} uses the operator ${operator}, which ONNX Runtime does not have (it may belong to TensorRT or be custom): export the model without plugins or NMS.`,
    ],
  ],
  [
    /Type '?tensor\((\w+)\)'? of (?:input|output) .*?operator \((\w+)\).*? is invalid/s,
    ([, type, operator], { file }) => [
      'load-failed',
      `${file} gives ${operator} values of type ${type}, which it cannot take, as after a broken conversion to float16: export it again as float32, or with half=True from the start.`,
    ],
  ],
  [
    /External data path does not exist: "(?:[^"]*[\\/])?([^"\\/]+)"/,
    ([, data], { file }) => [
      'external-data-missing',
      `${file} keeps its weights in "${data}", which is not beside it: copy that file into the same folder, or export the model as one file.`,
    ],
  ],
  [
    /External data path|external data path|escapes (?:both )?(?:the )?model directory/,
    (_, { file }) => [
      'external-data-outside',
      `${file} asks for data outside its own folder, which is refused: export the model again, with its data beside it.`,
    ],
  ],
  [
    /External initializer.*(?:out of bounds|larger than|exceeds|file_length|cannot be read)|(?:external|initializer).*(?:truncated|file size)/is,
    (_, { file }) => [
      'truncated',
      `${file} refers to more weights than its external data file holds: copy or download that data file again.`,
    ],
  ],
  [
    /protobuf parsing failed|ModelProto does not have a graph/i,
    (_, { file }) => [
      'not-onnx',
      `${file} is not an ONNX model, or a damaged one: download or export it again.`,
    ],
  ],
];

/** ONNX Runtime's names of its execution providers, in its functions and its libraries. */
const PROVIDER = /AppendExecutionProvider_(\w{1,40})|onnxruntime_providers_([a-z]{1,40})/i;
const PROVIDER_NAMES: Readonly<Record<string, string>> = { cuda: 'CUDA', tensorrt: 'TensorRT' };

/** The sentence for an error that means the device rather than the model; `undefined` for others. */
function missingProvider(raw: string): string | undefined {
  if (/no CUDA-capable device|CUDA driver version is insufficient/i.test(raw)) {
    return `CUDA finds no NVIDIA GPU that it can use (${runtimeMessage(raw)}): use the device cpu or auto, or check the GPU and its driver.`;
  }
  if (!/failed to load (?:shared )?library/i.test(raw)) return undefined;
  const found = PROVIDER.exec(raw);
  const key = (found?.[1] ?? found?.[2])?.toLowerCase().replace('_v2', '');
  if (key === undefined) return undefined;
  const name = PROVIDER_NAMES[key] ?? key;
  return `ONNX Runtime's ${name} support, or a library that it needs, is not installed beside the server: use the device cpu or auto, or install it.`;
}

/** Turns the error of `InferenceSession.create` into one sentence for people. */
export function explainLoadFailure(error: unknown, header: Pick<OnnxHeader, 'file'>): ModelError {
  if (error instanceof ModelError) return error;
  const options = { cause: error };
  if (isOutOfMemory(error)) return outOfMemory(error, header, 'to load');
  const raw = errorText(error);
  const missing = missingProvider(raw);
  if (missing !== undefined) return new ModelError('device-unavailable', missing, options);
  for (const [pattern, explain] of EXPLANATIONS) {
    const found = pattern.exec(raw);
    if (found !== null) return new ModelError(...explain(found, header), options);
  }
  const reason = runtimeMessage(error);
  return new ModelError(
    'load-failed',
    `${header.file} cannot be loaded by ONNX Runtime (${reason}): export it again, or check it with another tool.`,
    options,
  );
}
