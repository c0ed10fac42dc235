import type { ModelOverrides, Prediction, PredictOptions } from '../../vision/types.ts';
import type { LoadedModel, RawTensor } from '../predictor.ts';

/** What a worker needs to know to load the model. Must survive structured cloning. */
export interface WorkerSettings {
  readonly model: string;
  readonly name: string;
  readonly device: 'auto' | 'cpu' | 'cuda' | 'tensorrt';
  readonly threads: number;
  readonly workers: number;
  readonly overrides: ModelOverrides;
  readonly defaults: PredictOptions;
  /** Most pixels (width · height) of a picture. */
  readonly maxPixels: number;
  /** Milliseconds after which a worker that still has a picture is replaced; set by the pool. */
  readonly timeoutMs?: number;
  /** Hash of the model that the server began with, for workers that replace others. */
  sha256?: string;
}

/** A result that crosses threads; errors travel as code and sentence, not as exceptions. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What the pool can ask of a worker. */
export interface WorkerMethods {
  /** Resolves once the model is loaded and warm. */
  describe(): Promise<Outcome<LoadedModel>>;
  predict(image: Uint8Array, options: Partial<PredictOptions>): Promise<Outcome<Prediction>>;
  infer(
    inputs: readonly RawTensor[],
    outputs: readonly string[] | undefined,
  ): Promise<Outcome<readonly RawTensor[]>>;
}

/** Event of a worker that holds the model and takes up a picture; its time runs from here. */
export const BEGUN = 'begun';
