import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CONFORMANCE } from '../../scripts/paths.ts';
import type { Detection, Prediction } from '../../src/vision/types.ts';
import type { ReferenceDetection } from './reference.ts';
import { iou, median, missing, pair, predict, readReference, withModel } from './reference.ts';

/** A labelled object: class and box in pixels. */
type Truth = Pick<ReferenceDetection, 'class' | 'box'>;

const sameObject = (wanted: Truth, found: Detection): number =>
  wanted.class === found.classId && found.box ? iou(wanted.box, found.box) : 0;

/** YOLO labels of a photograph, in its pixels; undefined where there are none. */
function readLabels(photo: string, { height, width }: Prediction['size']): Truth[] | undefined {
  const path = join(CONFORMANCE, 'labels', photo.replace(/\.jpg$/, '.txt'));
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.filter(Boolean).map((line) => {
    const [classId = 0, cx = 0, cy = 0, w = 0, h = 0] = line.split(' ').map(Number);
    const box = {
      x1: (cx - w / 2) * width,
      y1: (cy - h / 2) * height,
      x2: (cx + w / 2) * width,
      y2: (cy + h / 2) * height,
    };
    return { class: classId, box };
  });
}

/** Precision and recall at IoU 0.5 that the reference reaches on the labelled photographs. */
const REFERENCE_FIGURES: Readonly<Record<string, readonly [precision: number, recall: number]>> = {
  'yolov10n-int8.onnx': [0.824, 0.593],
  'yolov8n-uint8.onnx': [0.733, 0.647],
  'yolov5n-fp16.onnx': [0.639, 0.584],
  'yolo11n-int8.onnx': [0.705, 0.443],
  'yolox_nano.onnx': [0.616, 0.566],
};

describe('detection agrees with the reference', { skip: missing }, () => {
  if (missing) return;
  const reference = readReference('expected.json');
  for (const [file, { images }] of Object.entries(reference)) {
    it(file, async (t) => {
      const predictions = await withModel(file, async (model) => {
        const all = new Map<string, Prediction>();
        for (const photo of Object.keys(images)) all.set(photo, await predict(model, photo));
        return all;
      });

      let sure = 0;
      let matched = 0;
      const differences: number[] = [];
      for (const [photo, wanted] of Object.entries(images)) {
        const found = predictions.get(photo)?.detections ?? [];
        const confident = wanted.filter(({ confidence }) => confidence >= 0.35);
        sure += confident.length;
        pair(confident, found, sameObject, 0.9).forEach((index, i) => {
          if (index === undefined) return;
          matched++;
          const got = found[index]?.confidence ?? 0;
          differences.push(Math.abs(got - (confident[i]?.confidence ?? 0)));
        });
      }
      t.diagnostic(`${matched} of ${sure} match, median Δconfidence ${median(differences)}`);
      assert.ok(sure > 0);
      assert.ok(matched / sure >= 0.95, `${matched} of ${sure} match`);
      assert.ok(median(differences) <= 0.05);

      const figures = REFERENCE_FIGURES[file];
      if (figures === undefined) return;
      let [objects, hits, claims] = [0, 0, 0];
      for (const [photo, prediction] of predictions) {
        const labels = readLabels(photo, prediction.size);
        if (labels === undefined) continue;
        objects += labels.length;
        claims += prediction.detections.length;
        // The surest claim takes its object first, as in the usual definition.
        const byClaim = pair(prediction.detections, labels, (f, w) => sameObject(w, f), 0.5);
        hits += byClaim.filter((index) => index !== undefined).length;
      }
      const [precision, recall] = figures;
      t.diagnostic(
        `precision ${(hits / claims).toFixed(3)}, recall ${(hits / objects).toFixed(3)}`,
      );
      assert.ok(Math.abs(hits / claims - precision) <= 0.02, `precision ${hits / claims}`);
      assert.ok(Math.abs(hits / objects - recall) <= 0.02, `recall ${hits / objects}`);
    });
  }
});
