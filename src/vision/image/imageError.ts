/** Why a picture cannot be used. */
export type ImageErrorCode = 'not_an_image' | 'unsupported_type' | 'too_many_pixels' | 'timeout';

/** A picture that cannot be used; the message says what it is and what to do. */
export class ImageError extends Error {
  /** Why, for programs. */
  readonly code: ImageErrorCode;

  /** @param message one sentence for people. */
  constructor(code: ImageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImageError';
    this.code = code;
  }
}
