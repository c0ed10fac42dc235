import type { ServerContext } from './context.ts';
import type { LoadedModel } from './predictor.ts';
import { ServerError } from './serverError.ts';

/** Seconds that a client is asked to wait while the model loads. */
const STARTING_RETRY_SECONDS = 1;

/**
 * The loaded model, for a request that begins.
 * @throws ServerError with code `stopping`, `starting` or `model_failed`.
 */
export function requireModel(context: ServerContext): LoadedModel {
  if (context.stopping) {
    throw new ServerError('stopping', 'The server is shutting down.', { retryAfter: 5 });
  }
  return loadedModel(context);
}

/**
 * The loaded model, for a request that was let in: it is finished even while the server stops.
 * @throws ServerError with code `starting` or `model_failed`.
 */
export function loadedModel(context: ServerContext): LoadedModel {
  const { state } = context.predictor;
  if (state.phase === 'ready') return state.model;
  if (state.phase === 'failed') throw new ServerError('model_failed', state.error.message);
  const seconds = ((Date.now() - context.startedAt) / 1000).toFixed(1);
  throw new ServerError('starting', `The model is being loaded, since ${seconds} s.`, {
    retryAfter: STARTING_RETRY_SECONDS,
  });
}

/**
 * Refuses a request whose body need not be read because the queue is full already.
 * @throws ServerError with code `queue_full`.
 */
export function requireRoom(context: ServerContext): void {
  const { active, queued, capacity } = context.predictor.load;
  // With a capacity of 0 only the predictor knows whether a worker is free.
  if (capacity === 0 || queued < capacity || active === 0) return;
  throw new ServerError(
    'queue_full',
    `${queued} pictures are waiting already, the most that this server lets wait.`,
    { retryAfter: 1 },
  );
}
