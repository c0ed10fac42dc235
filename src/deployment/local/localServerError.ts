/**
 * Why a local server cannot be used; stable, for programs.
 *
 * - `model-unusable`: the server read the model and refused it; the message is its own sentence.
 * - `model-missing`: the file is not there, or not readable.
 * - `crashing`: it ended again and again without a word; nothing is tried until somebody asks.
 * - `slow-start`: it did not become ready in time.
 * - `not-started`: the process or its socket could not be made.
 * - `ended`: the window is closing.
 */
export type LocalServerReason =
  | 'model-unusable'
  | 'model-missing'
  | 'crashing'
  | 'slow-start'
  | 'not-started'
  | 'ended';

/** A local server that cannot be used. The message is one sentence. */
export class LocalServerError extends Error {
  readonly reason: LocalServerReason;

  constructor(reason: LocalServerReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalServerError';
    this.reason = reason;
  }
}
