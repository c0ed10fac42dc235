import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Detection } from '../../src/vision/types.ts';
import type { ReferenceDetection } from './reference.ts';
import {
  cornerDistance,
  iou,
  missing,
  pair,
  predict,
  readReference,
  withModel,
} from './reference.ts';

// Tolerances. Decoding and resizing are bit for bit those of OpenCV for pictures that are not
// reduced while decoding, so what remains is rounding in the published figures (2 decimals) and, for
// large photographs, detail skipped by the decoder: the confidence may move by a few hundredths, a
// box edge or keypoint by a pixel or two of a photograph of 1,000.
const CONFIDENCE = 0.05;
const KEYPOINT_PIXELS = 3;
const CORNER_PIXELS = 4;
/** A mask's edge moves with its box; 3 % of its area is a rim of about a third of a pixel. */
const MASK_AREA = 0.03;

/** Every reference object with its partner, or an assertion that says which is missing. */
function partners(
  wanted: readonly ReferenceDetection[],
  found: readonly Detection[],
  similarity: (wanted: ReferenceDetection, found: Detection) => number,
  photo: string,
): [ReferenceDetection, Detection][] {
  // Near the threshold of 0.25 an object may come or go; above it none may.
  const sure = wanted.filter(({ confidence }) => confidence >= 0.25 + CONFIDENCE);
  return pair(sure, found, similarity, 1e-9).map((index, i) => {
    const item = sure[i] as ReferenceDetection;
    assert.ok(index !== undefined, `${photo}: no ${item.name} of ${item.confidence}`);
    const partner = found[index] as Detection;
    assert.ok(Math.abs(partner.confidence - item.confidence) <= CONFIDENCE, photo);
    return [item, partner];
  });
}

const sameBox = (wanted: ReferenceDetection, found: Detection): number => {
  if (wanted.class !== found.classId || !found.box) return 0;
  const overlap = iou(wanted.box, found.box);
  return overlap >= 0.9 ? overlap : 0;
};

describe('other tasks agree with the reference', { skip: missing }, () => {
  if (missing) return;
  const reference = readReference('expected-tasks.json');
  for (const [file, { task, images }] of Object.entries(reference)) {
    it(`${task}: ${file}`, async () => {
      await withModel(file, async (model) => {
        assert.equal(model.spec.task, task);
        for (const [photo, wanted] of Object.entries(images)) {
          const { detections } = await predict(model, photo);
          CHECKS[task]?.(wanted, detections, photo);
          const extra = detections.filter(({ confidence }) => confidence > 0.25 + CONFIDENCE);
          assert.ok(extra.length <= wanted.length, `${photo}: ${extra.length} > ${wanted.length}`);
        }
      });
    });
  }
});

type Check = (
  wanted: readonly ReferenceDetection[],
  found: readonly Detection[],
  photo: string,
) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  segment(wanted, found, photo) {
    for (const [item, { maskArea = 0, segment = [] }] of partners(wanted, found, sameBox, photo)) {
      const area = item.maskArea ?? 0;
      assert.ok(Math.abs(maskArea - area) <= MASK_AREA * area, `${photo}: ${maskArea} ≠ ${area}`);
      assert.ok(segment.length >= 4);
    }
  },
  pose(wanted, found, photo) {
    for (const [item, { keypoints = [] }] of partners(wanted, found, sameBox, photo)) {
      assert.equal(keypoints.length, item.keypoints?.length);
      item.keypoints?.forEach(([x, y, visible], k) => {
        const point = keypoints[k] ?? { x: -1, y: -1, visible: -1 };
        assert.ok(Math.abs((point.visible ?? -1) - visible) <= 2 * CONFIDENCE, `${photo} ${k}`);
        // Where the model itself says that it sees nothing, the place is arbitrary.
        if (visible < 0.5) return;
        const distance = Math.hypot(point.x - x, point.y - y);
        assert.ok(distance <= KEYPOINT_PIXELS, `${photo}: keypoint ${k} is ${distance} px away`);
      });
    }
  },
  obb(wanted, found, photo) {
    const corners = (item: ReferenceDetection) => (item.polygon ?? []).map(([x, y]) => ({ x, y }));
    const similarity = (item: ReferenceDetection, { classId, polygon = [] }: Detection): number => {
      if (item.class !== classId) return 0;
      const distance = cornerDistance(corners(item), polygon);
      return distance <= CORNER_PIXELS ? 1 / (1 + distance) : 0;
    };
    partners(wanted, found, similarity, photo);
  },
  classify(wanted, found, photo) {
    // Equal scores may change places; the best class and the set may not.
    assert.equal(found[0]?.classId, wanted[0]?.class, photo);
    const scores = new Map(found.map(({ classId, confidence }) => [classId, confidence]));
    for (const { class: classId, name, confidence } of wanted) {
      const got = scores.get(classId);
      assert.ok(got !== undefined || confidence < 0.05, `${photo}: ${name} is missing`);
      if (got !== undefined)
        assert.ok(Math.abs(got - confidence) <= CONFIDENCE, `${photo}: ${name}`);
    }
  },
};
