import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../contract/errors.ts';
import { ServerError } from './serverError.ts';

/** States of the server that every request and probe meets; the line of the request says enough. */
const STATES: ReadonlySet<ErrorCode> = new Set([
  'queue_full',
  'starting',
  'stopping',
  'model_failed',
]);
/** Errors whose reason is in the log, so that one failure does not stand there twice. */
const logged = new WeakSet<ServerError>();

/**
 * Any thrown value as a `ServerError`. Errors of the HTTP framework get the contract's codes;
 * what nobody foresaw becomes `internal` without its details, which only the log gets.
 */
export function asServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  if (error instanceof DOMException && error.name === 'AbortError') {
    // Nobody is left to read it; it only must not look like a failure of the server.
    return new ServerError('bad_request', 'The client left before its answer.', { cause: error });
  }
  const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;
  const cause = { cause: error };
  switch (code) {
    case 'FST_ERR_BAD_URL':
      return new ServerError('bad_request', 'The path of the URL is not well formed.', cause);
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ServerError('uri_too_long', 'A part of the URL is too long.', cause);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ServerError('unsupported_type', 'The Content-Type is not a media type.', cause);
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ServerError('bad_request', (error as Error).message, cause);
  }
  return new ServerError('internal', 'The server failed in a way that was not foreseen.', cause);
}

/** Whether a path belongs to the Open Inference Protocol, whose errors have another shape. */
function isV2(url: string): boolean {
  return /^\/v2(?:[/?]|$)/.test(url);
}

/** Writes to the log why the server failed, with the cause that the client is not told. */
export function logFailure(log: FastifyBaseLogger, error: ServerError): void {
  if (error.status < 500 || logged.has(error)) return;
  // A cause means that the state began here, with this request.
  if (STATES.has(error.code) && error.cause === undefined) return;
  logged.add(error);
  log.error({ code: error.code, err: error.cause ?? error }, error.message);
}

/** Answers with an error in the shape of the protocol that the path belongs to. */
export function sendError(request: FastifyRequest, reply: FastifyReply, thrown: unknown): void {
  const error = asServerError(thrown);
  logFailure(request.log, error);
  request.errorCode = error.code;
  if (error.retryAfter !== undefined) {
    reply.header('retry-after', String(Math.max(1, Math.ceil(error.retryAfter))));
  }
  const { code, message } = error;
  reply
    .status(error.status)
    .type('application/json; charset=utf-8')
    .send(isV2(request.url) ? { error: message } : { error: { code, message } });
}
