import type { ModelSpec, Prediction, PredictOptions, TensorSpec } from '../vision/types.ts';

/** What is loaded and how it went; fixed once the predictor is ready. */
export interface LoadedModel {
  /** Name of the deployment's model: the file name without its extension unless stated. */
  readonly name: string;
  /** Base name of the weights file. */
  readonly file: string;
  /** File size in bytes. */
  readonly bytes: number;
  /** SHA-256 of the weights file, lower-case hex. */
  readonly sha256: string;
  /** Number of weights. */
  readonly parameters: number;
  readonly spec: ModelSpec;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Metadata of the file, as text. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Execution provider that really runs the model: `cpu`, `cuda`, `tensorrt`. */
  readonly provider: string;
  /** How the work is spread: worker threads, and threads inside one inference. */
  readonly workers: number;
  readonly threads: number;
  /** Milliseconds to create the sessions, and for the first (warm-up) inference. */
  readonly loadMs: number;
  readonly warmupMs: number;
}

/** A dense tensor as it crosses between threads; data is row-major in the machine's byte order. */
export interface RawTensor {
  readonly name: string;
  /** ONNX element type: `float32`, `float16`, `uint8`, `int64` … */
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** How far the model is. */
export type PredictorState =
  | { readonly phase: 'starting'; readonly since: number }
  | { readonly phase: 'ready'; readonly model: LoadedModel }
  | { readonly phase: 'failed'; readonly error: Error };

/** How busy the predictor is, for metrics and admission. */
export interface Load {
  /** Pictures being worked on. */
  readonly active: number;
  /** Pictures accepted and waiting. */
  readonly queued: number;
  /** Most pictures that may wait. */
  readonly capacity: number;
}

/**
 * Runs predictions off the event loop. All rejections are `ServerError`s with a stable code:
 * `queue_full`, `not_an_image`, `unsupported_type`, `too_many_pixels`, `timeout`, `worker_lost` …
 * Only work that was given up while it waited rejects with its signal's reason.
 */
export interface Predictor {
  readonly state: PredictorState;
  /** Resolves when the model is ready or has failed, or the predictor is closed; never rejects. */
  readonly settled: Promise<void>;
  readonly load: Load;
  /**
   * Lets a request in. What it then gives to `predict` or `infer` in the same turn of the event loop,
   * and while it goes on, is not refused for want of room.
   * @throws ServerError with code `queue_full`, `starting`, `stopping` or `model_failed`.
   */
  admit(): void;
  /**
   * Finds objects in one encoded picture.
   * @param image JPEG, PNG, WebP, GIF, TIFF or AVIF bytes; not modified.
   * @param options thresholds; the deployment's defaults fill what is missing.
   * @param signal gives the picture up if it still waits; what has begun is finished.
   */
  predict(
    image: Uint8Array,
    options: Partial<PredictOptions>,
    signal?: AbortSignal,
  ): Promise<Prediction>;
  /** Runs the bare network on ready tensors and returns the named outputs, all when absent. */
  infer(
    inputs: readonly RawTensor[],
    outputs?: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly RawTensor[]>;
  /** Finishes what was accepted, then ends all workers. Idempotent. */
  close(): Promise<void>;
}
