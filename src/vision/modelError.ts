/** Why a model file cannot be used; stable, for programs. The message is for people. */
export type ModelErrorCode =
  | 'not-found'
  | 'is-directory'
  | 'unreadable'
  | 'empty'
  | 'lfs-pointer'
  | 'html-page'
  | 'pytorch-weights'
  | 'tensorrt-engine'
  | 'not-onnx'
  | 'truncated'
  | 'external-data-missing'
  | 'external-data-outside'
  | 'opset-too-new'
  | 'unsupported-operator'
  | 'no-image-input'
  | 'unsupported-input'
  | 'unknown-layout'
  | 'size-mismatch'
  | 'names-mismatch'
  | 'dead-model'
  | 'out-of-memory'
  | 'device-unavailable'
  | 'run-failed'
  | 'load-failed';

/**
 * A model file that cannot be used. The message is one sentence that says what the file is and
 * what to do; it names the file by its base name only.
 */
export class ModelError extends Error {
  /** Why, for programs. */
  readonly code: ModelErrorCode;

  /** @param message one sentence for people. */
  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.code = code;
  }
}
