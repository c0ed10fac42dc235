import { availableParallelism } from 'node:os';
import { basename, extname, resolve } from 'node:path';
import { DEFAULT_OPTIONS } from '../../vision/defaults.ts';
import type { ServerOptions } from '../options.ts';
import { chooseSizing } from './sizing.ts';
import { WorkerPool } from './workerPool.ts';

/** Pictures that may wait unless stated: some seconds of work on a small machine. */
const QUEUE = 64;

/** Milliseconds that one picture may take in a worker unless stated. */
const TIMEOUT_MS = 30_000;

/** Most pixels of a picture unless stated: larger than any phone's, smaller than a bomb. */
const MAX_PIXELS = 64_000_000;

/**
 * Starts the worker threads and begins to load the model.
 * @param script the file that worker threads are started from.
 */
export function createPredictor(options: ServerOptions, script: string): WorkerPool {
  const sizing = chooseSizing(availableParallelism(), options);
  return new WorkerPool({
    script,
    queue: options.queue ?? QUEUE,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    settings: {
      ...sizing,
      model: resolve(options.model),
      name: options.name ?? basename(options.model, extname(options.model)),
      device: options.device,
      overrides: options.overrides,
      defaults: {
        ...DEFAULT_OPTIONS,
        ...(options.conf !== undefined && { conf: options.conf }),
        ...(options.iou !== undefined && { iou: options.iou }),
      },
      maxPixels: options.maxPixels ?? MAX_PIXELS,
    },
  });
}
