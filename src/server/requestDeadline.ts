import { ServerError } from './serverError.ts';

/**
 * Runs the work of one request and gives up waiting when its time is over: what still waits in the
 * queue is taken back, what a worker has begun ends by its own limit.
 * @param milliseconds that the request may take, waiting included.
 * @param left tells that the client has gone; it is passed on.
 * @throws ServerError with code `timeout`.
 */
export async function withinTime<T>(
  milliseconds: number,
  left: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const error = new ServerError(
    'timeout',
    `The request was not done within ${milliseconds / 1000} s and was given up; send fewer pictures at once, or later.`,
  );
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      late.abort(error);
      reject(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(AbortSignal.any([left, late.signal])), over]);
  } finally {
    clearTimeout(timer);
  }
}
