import type { PredictParameters } from '../contract/schema/parameters.ts';
import type { ModelSpec, PredictOptions, Size } from '../vision/types.ts';
import type { AnswerFormat } from './imageAnswer.ts';
import { DEFAULT_DECIMALS } from './imageAnswer.ts';
import { ServerError } from './serverError.ts';

/** What a request asks for, in the predictor's terms, and how its answer is written. */
export interface PredictionRequest {
  readonly options: Partial<PredictOptions>;
  readonly format: AnswerFormat;
}

/**
 * Fits a request's parameters to the model.
 * @throws ServerError with code `bad_parameter` when the model cannot do what is asked.
 */
export function predictionRequest(
  { conf, iou, imgsz, max_det, classes, normalize, decimals }: PredictParameters,
  spec: ModelSpec,
): PredictionRequest {
  if (classes) requireClasses(classes, spec);
  return {
    options: {
      ...(conf === undefined ? {} : { conf }),
      ...(iou === undefined ? {} : { iou }),
      ...(max_det === undefined ? {} : { maxDet: max_det }),
      ...(classes === undefined ? {} : { classes }),
      ...(imgsz === undefined ? {} : { imgsz: inputSize(imgsz, spec) }),
    },
    format: { normalize: normalize ?? false, decimals: decimals ?? DEFAULT_DECIMALS },
  };
}

function requireClasses(classes: readonly number[], { names }: ModelSpec): void {
  const unknown = classes.find((number) => number >= names.length);
  if (unknown === undefined) return;
  throw new ServerError(
    'bad_parameter',
    `classes has ${unknown}, but this model has the classes 0 to ${names.length - 1}.`,
  );
}

/** Most pixels that a request may ask for, as a multiple of those of the model's own input. */
const MOST_ENLARGED = 4;

function inputSize(imgsz: readonly number[], { input, stride }: ModelSpec): Size {
  const [height = input.size.height, width = height] = imgsz;
  if (!input.dynamic && (height !== input.size.height || width !== input.size.width)) {
    const only = `${input.size.height},${input.size.width}`;
    const message = `imgsz is ${height},${width}, but this model takes only ${only} (height,width).`;
    throw new ServerError('bad_parameter', message);
  }
  const odd = imgsz.find((side) => side % stride !== 0);
  if (input.dynamic && odd !== undefined) {
    const next = Math.ceil(odd / stride) * stride;
    const message = `imgsz has ${odd}, but must be made of multiples of ${stride}, for example ${next}.`;
    throw new ServerError('bad_parameter', message);
  }
  // A network's memory grows with its input: one request must not take the machine's.
  if (height * width > MOST_ENLARGED * input.size.height * input.size.width) {
    const most = `${2 * input.size.height},${2 * input.size.width}`;
    const message = `imgsz is ${height},${width}, more than this server allows: at most as many pixels as ${most}.`;
    throw new ServerError('bad_parameter', message);
  }
  return { height, width };
}
