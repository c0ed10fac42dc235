/** A command line or environment that cannot be used; the message is one sentence for people. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}
