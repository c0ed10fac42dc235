import { ImageError } from './image/imageError.ts';

/**
 * A check for loops that may run long: it does nothing until the time is up.
 *
 * @param start `performance.now()` when the work began.
 * @param timeoutMs milliseconds that it may take.
 * @returns throws an `ImageError` with the code `timeout` when it is called too late.
 */
export function deadline(start: number, timeoutMs: number): () => void {
  return () => {
    if (performance.now() - start <= timeoutMs) return;
    throw new ImageError(
      'timeout',
      `Reading the objects of the picture took longer than ${Math.round(timeoutMs / 100) / 10} s and was given up: ask for fewer objects, with a higher conf or a lower max_det.`,
    );
  };
}
