import type { ErrorCode } from './errors.ts';

/**
 * Codes that only a client has: nobody answered, the answer is not of the contract, the caller's
 * signal fired, or the caller's time ran out.
 */
export type ClientErrorCode = 'unreachable' | 'bad_answer' | 'aborted' | 'no_answer_in_time';

/** A request to a server of the contract that did not succeed. */
export class ContractError extends Error {
  readonly code: ErrorCode | ClientErrorCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Seconds after which the server suggests to try again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode | ClientErrorCode,
    message: string,
    options: ErrorOptions & { status?: number; retryAfter?: number | undefined } = {},
  ) {
    super(message, options);
    this.name = 'ContractError';
    this.code = code;
    this.status = options.status ?? 0;
    this.retryAfter = options.retryAfter;
  }
}
