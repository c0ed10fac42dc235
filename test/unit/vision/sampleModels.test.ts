import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SAMPLES } from '../../../scripts/paths.ts';
import { openModel } from '../../../src/vision/openModel.ts';
import type { Detection } from '../../../src/vision/types.ts';

interface Labelled {
  readonly classId: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The sample pictures' size in pixels. */
const [WIDTH, HEIGHT] = [1280, 960];

function readLabels(name: string): Labelled[] {
  const lines = readFileSync(join(SAMPLES, 'labels', `${name}.txt`), 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => {
    const [classId = 0, cx = 0, cy = 0, w = 0, h = 0] = line.split(' ').map(Number);
    const [left, top] = [(cx - w / 2) * WIDTH, (cy - h / 2) * HEIGHT];
    return { classId, x1: left, y1: top, x2: left + w * WIDTH, y2: top + h * HEIGHT };
  });
}

function overlaps(label: Labelled, { classId, box }: Detection): boolean {
  if (classId !== label.classId || box === undefined) return false;
  const width = Math.min(label.x2, box.x2) - Math.max(label.x1, box.x1);
  const height = Math.min(label.y2, box.y2) - Math.max(label.y1, box.y1);
  if (width <= 0 || height <= 0) return false;
  const area = (b: { x1: number; y1: number; x2: number; y2: number }) =>
    (b.x2 - b.x1) * (b.y2 - b.y1);
  return (width * height) / (area(label) + area(box) - width * height) >= 0.5;
}

describe('the sample models find the parts in the sample pictures', () => {
  for (const [file, family] of [
    ['parts-v8.onnx', 'v8'],
    ['parts-v10.onnx', 'end2end'],
  ] as const) {
    it(file, async (t) => {
      const path = join(SAMPLES, 'models', file);
      const opened = await openModel(path, {
        overrides: {},
        device: 'cpu',
        threads: 2,
        spinning: true,
      });
      const { model } = opened;
      assert.equal(model.spec.family, family);
      assert.deepEqual(model.spec.names, ['bolt', 'nut', 'washer', 'gear', 'scratch']);
      assert.deepEqual(model.spec.input.size, { height: 320, width: 416 });
      let [objects, found, claims] = [0, 0, 0];
      for (const image of readdirSync(join(SAMPLES, 'images'))) {
        const bytes = readFileSync(join(SAMPLES, 'images', image));
        const options = { conf: 0.35, iou: 0.7, maxDet: 100 };
        const { detections, size } = await model.predict(bytes, options, 64e6);
        assert.deepEqual(size, { height: HEIGHT, width: WIDTH });
        const labels = readLabels(image.replace('.jpg', ''));
        objects += labels.length;
        claims += detections.length;
        found += labels.filter((label) => detections.some((d) => overlaps(label, d))).length;
      }
      await model.network.close();
      const [recall, precision] = [found / objects, found / claims];
      t.diagnostic(`recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)} at 0.35`);
      assert.ok(objects > 200);
      assert.ok(recall >= 0.9, `recall ${recall}`);
      assert.ok(precision >= 0.78, `precision ${precision}`);
    });
  }
});
