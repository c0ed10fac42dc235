import { type Static, Type } from 'typebox';

/** Smallest and largest input side in pixels that a request may ask for. */
const IMGSZ = { minimum: 32, maximum: 4096 } as const;

/**
 * Parameters of `POST /predict`, as query parameters or multipart fields.
 * The server checks requests against the ranges written here.
 */
export const PredictParameters = Type.Object(
  {
    conf: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Lowest confidence that is reported, exclusive. Default: the deployment’s (0.25).',
      }),
    ),
    iou: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Largest overlap (intersection over union) that two boxes of one class may have. ' +
          'Unused by end-to-end models. Default: the deployment’s (0.7).',
      }),
    ),
    imgsz: Type.Optional(
      Type.Array(Type.Integer(IMGSZ), {
        minItems: 1,
        maxItems: 2,
        description:
          'Input size of the network in pixels: one number for a square, or `height,width`. ' +
          'Multiples of the model’s stride; a model with a fixed size takes only that one.',
      }),
    ),
    max_det: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 30_000,
        description: 'Most detections per picture, 1,000 where they have masks. Default: 300.',
      }),
    ),
    classes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0 }), {
        minItems: 1,
        maxItems: 10_000,
        description:
          'Report only these class numbers: comma separated, or the parameter repeated. Default: all.',
      }),
    ),
    normalize: Type.Optional(
      Type.Boolean({
        description:
          'Coordinates relative to the picture’s width and height (0–1) instead of pixels; ' +
          'areas relative to its area. Default: false.',
      }),
    ),
    decimals: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 10,
        description: 'Decimal places of coordinates and confidences. Default: 5.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type PredictParameters = Static<typeof PredictParameters>;
export type ParameterName = keyof PredictParameters;
