import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CONFORMANCE } from '../../scripts/paths.ts';
import { MAX_MASKS } from '../../src/vision/defaults.ts';
import { missing, withModel } from './reference.ts';

/** Parameters that keep everything and suppress next to nothing: the most work that one can ask for. */
const EVERYTHING = { conf: 0, iou: 0.99, maxDet: 30_000 };

/** Milliseconds that reading the objects may take even on a machine that is busy otherwise. */
const BOUND_MS = 15_000;

describe('the work that parameters can ask for is bounded', { skip: missing }, () => {
  if (missing) return;
  const photos = join(CONFORMANCE, 'photos');
  const photo = readFileSync(join(photos, readdirSync(photos).toSorted()[0] ?? ''));
  for (const [file, least, most] of [
    ['yolov8n-seg-uint8.onnx', MAX_MASKS, MAX_MASKS],
    ['yolov8n-obb-uint8.onnx', 10_000, 30_000],
    ['yolov8n-uint8.onnx', 5_000, 30_000],
  ] as const) {
    it(file, async (t) => {
      const { detections, speed } = await withModel(file, (model) =>
        model.predict(photo, EVERYTHING, 64e6),
      );
      const count = detections.length;
      t.diagnostic(`${count} objects in ${Math.round(speed.postprocess)} ms`);
      assert.ok(count >= least && count <= most, `${count} objects`);
      assert.ok(speed.postprocess < BOUND_MS, `${speed.postprocess} ms`);
    });
  }
});
