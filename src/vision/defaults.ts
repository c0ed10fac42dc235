import type { PredictOptions } from './types.ts';

/**
 * Thresholds that a request gets when it states none: those of Ultralytics' predict mode
 * (conf 0.25, iou 0.7, max_det 300), so that figures can be compared.
 */
export const DEFAULT_OPTIONS: PredictOptions = { conf: 0.25, iou: 0.7, maxDet: 300 };

/** Most candidates that go into NMS, the highest scores first (Ultralytics' `max_nms`). */
export const MAX_NMS_CANDIDATES = 30_000;

/**
 * Milliseconds after which a picture's decoding, and the reading of its objects, give up by
 * themselves. Below the 30 s after which the server replaces a worker: ending a thread does not end
 * what runs in native code, which would pile up memory.
 */
export const PICTURE_TIMEOUT_MS = 20_000;

/**
 * Most objects with masks in one picture, whatever `maxDet` asks for: a mask costs up to some
 * milliseconds, and thousands of them only come from a threshold near zero.
 */
export const MAX_MASKS = 1_000;

/** Grey value that letterboxing pads with. */
export const PAD_VALUE = 114;
