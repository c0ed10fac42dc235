import type { Metrics } from './metrics.ts';
import type { Predictor } from './predictor.ts';

/** Limits on one request. */
export interface RequestLimits {
  /** Largest body in bytes. */
  readonly bodyBytes: number;
  /** Most pictures in one request. */
  readonly images: number;
  /** Milliseconds that a request may take once it is read, waiting included. */
  readonly requestMs: number;
}

/** What every route needs. */
export interface ServerContext {
  readonly predictor: Predictor;
  readonly metrics: Metrics;
  readonly limits: RequestLimits;
  /** When the server began to start, milliseconds since the epoch. */
  readonly startedAt: number;
  /** True from the moment the server was asked to end. */
  stopping: boolean;
}
