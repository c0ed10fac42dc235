import type { ImageResult, Result } from '../contract/schema/predict.ts';
import type { Detection, Point, Prediction, Size } from '../vision/types.ts';

/** Decimal places of coordinates and confidences unless a request says otherwise. */
export const DEFAULT_DECIMALS = 5;

/** How numbers of an answer are written. */
export interface AnswerFormat {
  /** Coordinates as parts (0–1) of the picture's width and height instead of pixels. */
  readonly normalize: boolean;
  /** Decimal places. */
  readonly decimals: number;
}

/** Writes one prediction in the shape of Ultralytics' inference API. */
export function imageAnswer(prediction: Prediction, format: AnswerFormat): ImageResult {
  const writer = new Writer(prediction.size, format);
  return {
    shape: [prediction.size.height, prediction.size.width],
    results: prediction.detections.map((detection) => writer.result(detection)),
    speed: {
      preprocess: milliseconds(prediction.speed.preprocess),
      inference: milliseconds(prediction.speed.inference),
      postprocess: milliseconds(prediction.speed.postprocess),
    },
  };
}

/** Rounds numbers and scales coordinates of one picture. */
class Writer {
  readonly #width: number;
  readonly #height: number;
  readonly #power: number;

  constructor({ width, height }: Size, { normalize, decimals }: AnswerFormat) {
    this.#width = normalize ? width : 1;
    this.#height = normalize ? height : 1;
    this.#power = 10 ** decimals;
  }

  result(detection: Detection): Result {
    const { classId, name, confidence, segment, maskArea, keypoints } = detection;
    const box = this.#box(detection);
    return {
      class: classId,
      name,
      confidence: this.#round(confidence),
      ...(box ? { box } : {}),
      ...(segment ? { segments: this.#points(segment) } : {}),
      ...(maskArea === undefined
        ? {}
        : { maskArea: this.#round(maskArea / (this.#width * this.#height)) }),
      ...(keypoints
        ? {
            keypoints: {
              ...this.#points(keypoints),
              ...(keypoints[0]?.visible === undefined
                ? {}
                : { visible: keypoints.map(({ visible = 0 }) => this.#round(visible)) }),
            },
          }
        : {}),
    };
  }

  #box({ box, polygon }: Detection): Result['box'] {
    const [a, b, c, d] = polygon ?? [];
    if (a && b && c && d) {
      return {
        ...{ x1: this.#x(a.x), y1: this.#y(a.y), x2: this.#x(b.x), y2: this.#y(b.y) },
        ...{ x3: this.#x(c.x), y3: this.#y(c.y), x4: this.#x(d.x), y4: this.#y(d.y) },
      };
    }
    return (
      box && { x1: this.#x(box.x1), y1: this.#y(box.y1), x2: this.#x(box.x2), y2: this.#y(box.y2) }
    );
  }

  #points(points: readonly Point[]): { x: number[]; y: number[] } {
    return { x: points.map(({ x }) => this.#x(x)), y: points.map(({ y }) => this.#y(y)) };
  }

  #x(value: number): number {
    return this.#round(value / this.#width);
  }

  #y(value: number): number {
    return this.#round(value / this.#height);
  }

  #round(value: number): number {
    return Math.round(value * this.#power) / this.#power;
  }
}

/** Milliseconds to the microsecond; clocks of different threads may differ by a hair. */
function milliseconds(value: number): number {
  return Math.max(0, Math.round(value * 1000) / 1000);
}
