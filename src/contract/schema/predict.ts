import { type Static, Type } from 'typebox';
import { ErrorAnswer } from './error.ts';

const FRAME =
  'Coordinates are in pixels of the picture as a person sees it (EXIF orientation applied), ' +
  'origin at the top left corner, x to the right, y down; 0–1 of its width and height with `normalize`.';

const AxisAlignedBox = Type.Object(
  { x1: Type.Number(), y1: Type.Number(), x2: Type.Number(), y2: Type.Number() },
  { description: `Top left and bottom right corner. ${FRAME}` },
);
export type AxisAlignedBox = Static<typeof AxisAlignedBox>;

const OrientedBox = Type.Object(
  {
    x1: Type.Number(),
    y1: Type.Number(),
    x2: Type.Number(),
    y2: Type.Number(),
    x3: Type.Number(),
    y3: Type.Number(),
    x4: Type.Number(),
    y4: Type.Number(),
  },
  { description: `The four corners of an oriented box, in order around it. ${FRAME}` },
);
export type OrientedBox = Static<typeof OrientedBox>;

export const Result = Type.Object(
  {
    class: Type.Integer({ minimum: 0, description: 'Class number.' }),
    name: Type.String({
      description: 'Class name; the number as text where the model has no names.',
    }),
    confidence: Type.Number({ minimum: 0, maximum: 1, description: 'Score, 0–1.' }),
    box: Type.Optional(
      Type.Union([OrientedBox, AxisAlignedBox], { description: 'Absent for classification.' }),
    ),
    segments: Type.Optional(
      Type.Object(
        { x: Type.Array(Type.Number()), y: Type.Array(Type.Number()) },
        { description: `Outline of the mask’s largest connected region. ${FRAME}` },
      ),
    ),
    maskArea: Type.Optional(
      Type.Number({
        minimum: 0,
        description:
          'Area of the whole mask in square pixels; relative to the picture’s with `normalize`.',
      }),
    ),
    keypoints: Type.Optional(
      Type.Object(
        {
          x: Type.Array(Type.Number()),
          y: Type.Array(Type.Number()),
          visible: Type.Optional(
            Type.Array(Type.Number(), {
              description: 'Confidence (0–1) of each keypoint, where the model gives one.',
            }),
          ),
        },
        { description: `Keypoints in the model’s order. ${FRAME}` },
      ),
    ),
  },
  { description: 'One object; for classification one class.' },
);
export type Result = Static<typeof Result>;

const milliseconds = (description: string) =>
  Type.Number({ minimum: 0, description: `Milliseconds: ${description}.` });

export const ImageResult = Type.Object({
  shape: Type.Array(Type.Integer({ minimum: 1 }), {
    minItems: 2,
    maxItems: 2,
    description: 'Height and width in pixels of the picture as a person sees it.',
  }),
  results: Type.Array(Result, { description: 'By falling confidence.' }),
  speed: Type.Object({
    preprocess: milliseconds('decoding, resizing and normalising the picture'),
    inference: milliseconds('the network itself'),
    postprocess: milliseconds('decoding the output, NMS, mapping back to the picture'),
  }),
});
export type ImageResult = Static<typeof ImageResult>;

/** The result of one picture, or why this one failed while others did not. */
export const ImageAnswer = Type.Union([ImageResult, ErrorAnswer]);
export type ImageAnswer = Static<typeof ImageAnswer>;

export const PredictAnswer = Type.Object(
  {
    images: Type.Array(ImageAnswer, {
      description: 'In the order of the files. One picture’s failure stands in its own place.',
    }),
    metadata: Type.Object({
      imageCount: Type.Integer({ minimum: 1, description: 'Pictures in the request.' }),
      functionTimeCall: Type.Number({
        minimum: 0,
        description: 'Seconds from the complete request to the answer.',
      }),
      model: Type.String({ description: 'Name of the model.' }),
      version: Type.Record(Type.String(), Type.String(), {
        description: 'Versions of the parts that made the answer.',
      }),
    }),
  },
  { description: 'The shape of Ultralytics’ inference API.' },
);
export type PredictAnswer = Static<typeof PredictAnswer>;
