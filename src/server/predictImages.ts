import type { FastifyBaseLogger } from 'fastify';
import type { ImageAnswer } from '../contract/schema/predict.ts';
import type { ServerContext } from './context.ts';
import { asServerError, logFailure } from './errorReply.ts';
import { imageAnswer } from './imageAnswer.ts';
import type { PredictionRequest } from './predictionRequest.ts';
import { withinTime } from './requestDeadline.ts';
import type { ServerError } from './serverError.ts';

/**
 * Pictures of one request that are given to the predictor at once, above the number of workers:
 * enough that decoding overlaps with inference, few enough that one request of many pictures does
 * not fill the queue that others wait in.
 */
const AHEAD = 1;

/** Who asks. */
export interface Caller {
  /** Tells that the client has gone. */
  readonly left: AbortSignal;
  /** The log of the request. */
  readonly log: FastifyBaseLogger;
}

/**
 * Finds objects in the pictures of one request, each as a task of its own. The request is let in
 * or refused as a whole; once in, its pictures are not refused one by one.
 * @returns one answer a picture, in order; a failure stands in its own place.
 * @throws ServerError `queue_full` when there is no room, `timeout` when the request takes too
 * long, the first picture's when every picture failed; the signal's reason when the client has gone.
 */
export async function predictImages(
  context: ServerContext,
  workers: number,
  images: readonly Uint8Array[],
  request: PredictionRequest,
  { left, log }: Caller,
): Promise<ImageAnswer[]> {
  context.predictor.admit();
  const outcomes = new Array<ImageAnswer | ServerError>(images.length);
  let next = 0;
  const lanes = workers + Math.min(AHEAD, context.predictor.load.capacity);
  await withinTime(context.limits.requestMs, left, (signal) => {
    const lane = async (): Promise<void> => {
      while (next < images.length) {
        signal.throwIfAborted();
        const index = next++;
        const image = images[index];
        if (image) outcomes[index] = await predictOne(context, image, request, signal, log);
      }
    };
    return Promise.all(Array.from({ length: Math.min(images.length, lanes) }, lane));
  });
  const [first] = outcomes;
  const answers = outcomes.map((outcome) =>
    outcome instanceof Error
      ? { error: { code: outcome.code, message: outcome.message } }
      : outcome,
  );
  if (first instanceof Error && outcomes.every((outcome) => outcome instanceof Error)) throw first;
  return answers;
}

async function predictOne(
  { predictor, metrics }: ServerContext,
  image: Uint8Array,
  { options, format }: PredictionRequest,
  signal: AbortSignal,
  log: FastifyBaseLogger,
): Promise<ImageAnswer | ServerError> {
  try {
    const prediction = await predictor.predict(image, options, signal);
    metrics.found(prediction.speed);
    return imageAnswer(prediction, format);
  } catch (thrown) {
    if (signal.aborted && thrown === signal.reason) throw thrown;
    const error = asServerError(thrown);
    metrics.failed(error.code);
    logFailure(log, error);
    return error;
  }
}
