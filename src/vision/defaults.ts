import type { PredictOptions } from './types.ts';

/**
 * Thresholds that a request gets when it states none: those of Ultralytics' predict mode
 * (conf 0.25, iou 0.7, max_det 300), so that figures can be compared.
 */
export const DEFAULT_OPTIONS: PredictOptions = { conf: 0.25, iou: 0.7, maxDet: 300 };

/** Most candidates that go into NMS, the highest scores first (Ultralytics' `max_nms`). */
export const MAX_NMS_CANDIDATES = 30_000;

/** Grey value that letterboxing pads with. */
export const PAD_VALUE = 114;
