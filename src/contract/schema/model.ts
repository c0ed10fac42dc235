import { type Static, Type } from 'typebox';

const Tensor = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'ONNX element type in lower case: `float32`, `uint8` …' }),
  shape: Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
    description: 'null where a dimension is not fixed.',
  }),
});

export const ModelAnswer = Type.Object(
  {
    name: Type.String({ description: 'Name that answers and `/v2` use.' }),
    file: Type.String({ description: 'Base name of the weights file.' }),
    bytes: Type.Integer({ minimum: 0, description: 'Size of the weights file in bytes.' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the weights file.' }),
    parameters: Type.Integer({ minimum: 0, description: 'Number of weights.' }),
    family: Type.String({
      description: 'Layout of the output: v5, v8, end2end, yolox, classify …',
    }),
    task: Type.String({ description: 'detect, segment, pose, obb or classify.' }),
    labels: Type.Array(Type.String(), { description: 'Class names by class number.' }),
    named: Type.Boolean({ description: 'False where the labels are only the class numbers.' }),
    input: Type.Object({
      height: Type.Integer({ minimum: 1, description: 'Pixels.' }),
      width: Type.Integer({ minimum: 1, description: 'Pixels.' }),
      dynamic: Type.Boolean({ description: 'Whether requests may ask for another `imgsz`.' }),
      stride: Type.Integer({
        minimum: 1,
        description: 'Input sizes are multiples of it, in pixels.',
      }),
      channels: Type.Integer({ minimum: 1 }),
      type: Type.String({ description: 'Element type of the input tensor.' }),
    }),
    keypoints: Type.Optional(
      Type.Object(
        { count: Type.Integer({ minimum: 1 }), dims: Type.Integer({ minimum: 2, maximum: 3 }) },
        { description: 'Pose: number of keypoints, and values per keypoint.' },
      ),
    ),
    inputs: Type.Array(Tensor),
    outputs: Type.Array(Tensor),
    metadata: Type.Record(Type.String(), Type.String(), { description: 'As the file has it.' }),
    provider: Type.String({ description: 'What really runs the model: cpu, cuda, tensorrt.' }),
    workers: Type.Integer({ minimum: 1, description: 'Inferences that can run at once.' }),
    threads: Type.Integer({ minimum: 0, description: 'Threads inside one inference.' }),
    loadMs: Type.Number({ minimum: 0, description: 'Milliseconds to load the model.' }),
    warmupMs: Type.Number({ minimum: 0, description: 'Milliseconds of the first inference.' }),
  },
  { description: 'What is loaded.' },
);
export type ModelAnswer = Static<typeof ModelAnswer>;
