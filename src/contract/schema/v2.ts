import { type Static, Type } from 'typebox';

const Parameters = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
);

export const V2Error = Type.Object({ error: Type.String({ description: 'One sentence.' }) });
export type V2Error = Static<typeof V2Error>;

export const V2Server = Type.Object({
  name: Type.String(),
  version: Type.String(),
  extensions: Type.Array(Type.String()),
});
export type V2Server = Static<typeof V2Server>;

const TensorMetadata = Type.Object({
  name: Type.String(),
  datatype: Type.String({ description: 'FP32, FP16, UINT8, INT64, BYTES …' }),
  shape: Type.Array(Type.Integer({ minimum: -1 }), { description: '-1 where not fixed.' }),
});

export const V2Model = Type.Object({
  name: Type.String(),
  versions: Type.Array(Type.String()),
  platform: Type.String(),
  inputs: Type.Array(TensorMetadata),
  outputs: Type.Array(TensorMetadata),
});
export type V2Model = Static<typeof V2Model>;

const ConfigTensor = Type.Object({
  name: Type.String(),
  data_type: Type.String({ description: 'TYPE_FP32, TYPE_FP16 …' }),
  dims: Type.Array(Type.Integer({ minimum: -1 })),
});

export const V2Config = Type.Object(
  {
    name: Type.String(),
    platform: Type.String(),
    backend: Type.String(),
    max_batch_size: Type.Integer({ minimum: 0 }),
    input: Type.Array(ConfigTensor),
    output: Type.Array(ConfigTensor),
    parameters: Type.Record(Type.String(), Type.Object({ string_value: Type.String() }), {
      description:
        '`metadata` is the export metadata as a Python literal, as Ultralytics’ client reads it.',
    }),
  },
  { description: 'Triton’s model configuration, as far as it applies.' },
);
export type V2Config = Static<typeof V2Config>;

export const V2InferRequest = Type.Object(
  {
    id: Type.Optional(Type.String({ description: 'Returned in the answer.' })),
    parameters: Type.Optional(Parameters),
    inputs: Type.Array(
      Type.Object({
        name: Type.String({
          description: 'A tensor of the model, or `image` with datatype BYTES.',
        }),
        shape: Type.Array(Type.Integer({ minimum: 0 })),
        datatype: Type.String(),
        parameters: Type.Optional(Parameters),
        data: Type.Optional(
          Type.Array(Type.Unknown(), {
            description:
              'Row-major, nested or flat; BYTES as base64. Absent with `binary_data_size`, ' +
              'when the bytes follow the JSON object.',
          }),
        ),
      }),
      { minItems: 1 },
    ),
    outputs: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), parameters: Type.Optional(Parameters) })),
    ),
  },
  { description: 'Inference request of the Open Inference Protocol.' },
);
export type V2InferRequest = Static<typeof V2InferRequest>;

export const V2InferAnswer = Type.Object({
  model_name: Type.String(),
  model_version: Type.String(),
  id: Type.Optional(Type.String()),
  outputs: Type.Array(
    Type.Object({
      name: Type.String(),
      shape: Type.Array(Type.Integer({ minimum: 0 })),
      datatype: Type.String(),
      parameters: Type.Optional(Parameters),
      data: Type.Optional(Type.Array(Type.Unknown())),
    }),
  ),
});
export type V2InferAnswer = Static<typeof V2InferAnswer>;
