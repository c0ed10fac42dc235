/** HTTP status of every error code of the contract. Codes are stable, messages are for people. */
export const STATUS_OF = {
  not_an_image: 400,
  bad_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  too_large: 413,
  too_many_pixels: 413,
  uri_too_long: 414,
  unsupported_type: 415,
  expectation_failed: 417,
  bad_parameter: 422,
  headers_too_large: 431,
  internal: 500,
  worker_lost: 500,
  inference_failed: 500,
  queue_full: 503,
  starting: 503,
  stopping: 503,
  model_failed: 503,
  timeout: 504,
} as const;

export type ErrorCode = keyof typeof STATUS_OF;
