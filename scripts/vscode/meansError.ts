/** A program that is needed is not here and could not be installed; the message says what and why. */
export class MeansError extends Error {
  override readonly name = 'MeansError';
}
