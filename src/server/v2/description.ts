import type { V2Config, V2Model } from '../../contract/schema/v2.ts';
import type { TensorSpec } from '../../vision/types.ts';
import type { LoadedModel } from '../predictor.ts';
import { datatypeName } from './datatypes.ts';
import { MODEL_VERSION } from './inferAnswer.ts';

const PLATFORM = 'onnxruntime_onnx';

/** Model metadata of the protocol. */
export function modelDescription({ name, inputs, outputs }: LoadedModel): V2Model {
  const tensor = (spec: TensorSpec) => ({
    name: spec.name,
    datatype: datatypeName(spec.type),
    shape: dims(spec),
  });
  return {
    name,
    versions: [MODEL_VERSION],
    platform: PLATFORM,
    inputs: inputs.map(tensor),
    outputs: outputs.map(tensor),
  };
}

/** Model configuration as Triton gives it, with what Ultralytics' client looks for in it. */
export function modelConfig(model: LoadedModel): V2Config {
  const tensor = (spec: TensorSpec) => ({
    name: spec.name,
    data_type: `TYPE_${datatypeName(spec.type)}`,
    dims: dims(spec),
  });
  return {
    name: model.name,
    platform: PLATFORM,
    backend: 'onnxruntime',
    max_batch_size: 0,
    input: model.inputs.map(tensor),
    output: model.outputs.map(tensor),
    parameters: { metadata: { string_value: pythonLiteral(exportMetadata(model)) } },
  };
}

function dims({ shape }: TensorSpec): number[] {
  return shape.map((size) => size ?? -1);
}

/** The file's metadata with what was found out or stated in its place, in the text form of Ultralytics' exports. */
function exportMetadata({ spec, metadata }: LoadedModel): Record<string, string> {
  const { names, task, stride, input, keypoints } = spec;
  return {
    batch: '1',
    ...metadata,
    names: `{${names.map((name, number) => `${number}: ${JSON.stringify(name)}`).join(', ')}}`,
    task,
    stride: String(stride),
    channels: String(input.channels),
    imgsz: `[${input.size.height}, ${input.size.width}]`,
    ...(keypoints ? { kpt_shape: `[${keypoints.count}, ${keypoints.dims}]` } : {}),
  };
}

/** A dictionary of texts reads the same in Python as in JSON. */
function pythonLiteral(texts: Readonly<Record<string, string>>): string {
  return JSON.stringify(texts);
}
