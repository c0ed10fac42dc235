import type { ModelAnswer } from '../contract/schema/model.ts';
import type { TensorSpec } from '../vision/types.ts';
import type { LoadedModel } from './predictor.ts';

/** What `GET /model` says of a loaded model. */
export function modelAnswer(model: LoadedModel): ModelAnswer {
  const { name, file, bytes, sha256, parameters, spec, provider, workers, threads } = model;
  const { family, task, names, named, input, stride, keypoints } = spec;
  return {
    name,
    file,
    bytes,
    sha256,
    parameters,
    family,
    task,
    labels: [...names],
    named,
    input: {
      height: input.size.height,
      width: input.size.width,
      dynamic: input.dynamic,
      stride,
      channels: input.channels,
      type: input.type,
    },
    ...(keypoints ? { keypoints } : {}),
    inputs: model.inputs.map(tensor),
    outputs: model.outputs.map(tensor),
    metadata: model.metadata,
    provider,
    workers,
    threads,
    loadMs: model.loadMs,
    warmupMs: model.warmupMs,
  };
}

function tensor({ name, type, shape }: TensorSpec): ModelAnswer['inputs'][number] {
  return { name, type, shape: shape.map((size) => size ?? null) };
}
