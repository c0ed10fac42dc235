import type { ErrorCode } from '../contract/errors.ts';
import { STATUS_OF } from '../contract/errors.ts';

/** A failure that the client is told of as `{"error": {"code", "message"}}`. */
export class ServerError extends Error {
  readonly code: ErrorCode;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { retryAfter?: number }) {
    super(message, options);
    this.name = 'ServerError';
    this.code = code;
    this.retryAfter = options?.retryAfter;
  }

  /** HTTP status of this error. */
  get status(): number {
    return STATUS_OF[this.code];
  }
}
