import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadline } from '../../../../src/vision/deadline.ts';
import { MAX_MASKS } from '../../../../src/vision/defaults.ts';
import { letterbox, topLeft } from '../../../../src/vision/image/placement.ts';
import { readDetections } from '../../../../src/vision/postprocess/detections.ts';
import type { OutputTensor } from '../../../../src/vision/postprocess/grid.ts';
import type { Detection, ModelSpec } from '../../../../src/vision/types.ts';

const INPUT = { height: 64, width: 64 };
/** Twice the input's size, so that every coordinate doubles on its way to the picture. */
const PICTURE = { height: 128, width: 128 };
const OPTIONS = { conf: 0.25, iou: 0.7, maxDet: 300 };

function spec(overrides: Partial<ModelSpec>): ModelSpec {
  return {
    family: 'v8',
    task: 'detect',
    names: ['cat', 'dog'],
    named: true,
    input: { name: 'images', type: 'float32', size: INPUT, dynamic: false, channels: 3 },
    outputs: ['output0'],
    stride: 32,
    ...overrides,
  };
}

/** `[1, rows, values]` from rows of values. */
function rows(...values: number[][]): OutputTensor {
  return {
    shape: [1, values.length, values[0]?.length ?? 0],
    data: Float32Array.from(values.flat()),
  };
}

/** `[1, values, columns]`: the same predictions with the axes exchanged. */
function columns(...values: number[][]): OutputTensor {
  const length = values[0]?.length ?? 0;
  const data = Array.from({ length }, (_, k) => values.map((column) => column[k] ?? 0)).flat();
  return { shape: [1, length, values.length], data: Float32Array.from(data) };
}

function read(
  model: ModelSpec,
  outputs: OutputTensor[],
  options: Partial<typeof OPTIONS & { classes: number[] }> = {},
  checkTime = (): void => undefined,
): Detection[] {
  return readDetections(outputs, {
    spec: model,
    options: { ...OPTIONS, ...options },
    placement: model.family === 'yolox' ? topLeft(PICTURE, INPUT) : letterbox(PICTURE, INPUT),
    picture: PICTURE,
    checkTime,
  });
}

/** Class name, confidence and box, rounded for comparison. */
const summary = ({ name, confidence, box }: Detection) => [
  name,
  Number(confidence.toFixed(4)),
  box && [box.x1, box.y1, box.x2, box.y2].map((value) => Number(value.toFixed(3))),
];

describe('readDetections', () => {
  it('reads v8: centre and size, best class, NMS', () => {
    const output = columns(
      [20, 20, 10, 20, 0.1, 0.9],
      [21, 20, 10, 20, 0.2, 0.8],
      [50, 50, 8, 8, 0.25, 0.1],
    );
    assert.deepEqual(read(spec({}), [output]).map(summary), [['dog', 0.9, [30, 20, 50, 60]]]);
    // 0.25 is not above 0.25.
    assert.equal(read(spec({}), [output], { conf: 0.2 }).length, 2);
    assert.deepEqual(read(spec({}), [output], { conf: 0.01, classes: [0] }).map(summary), [
      ['cat', 0.25, [92, 92, 108, 108]],
    ]);
    assert.equal(read(spec({}), [output], { conf: 0.01, iou: 0.99, maxDet: 2 }).length, 2);
  });

  it('reads v5: objectness times class score', () => {
    const output = rows([20, 20, 10, 20, 0.5, 0.1, 0.8], [50, 50, 8, 8, 0.2, 0.9, 0.9]);
    assert.deepEqual(read(spec({ family: 'v5' }), [output]).map(summary), [
      ['dog', 0.4, [30, 20, 50, 60]],
    ]);
  });

  it('reads end-to-end rows as they are, best first, without NMS', () => {
    const output = rows(
      [1, 2, 11, 12, 0.5, 0],
      [1, 2, 11, 12, 0.9, 0],
      [0, 0, 70, 64, 0.3, 1],
      [0, 0, 1, 1, 0.1, 1],
    );
    assert.deepEqual(read(spec({ family: 'end2end' }), [output]).map(summary), [
      ['cat', 0.9, [2, 4, 22, 24]],
      ['cat', 0.5, [2, 4, 22, 24]],
      ['dog', 0.3, [0, 0, 128, 128]],
    ]);
  });

  it('decodes YOLOX grids of strides 8, 16 and 32', () => {
    const cells = 64 + 16 + 4;
    const values = Array.from({ length: cells }, () => [0, 0, 0, 0, 0, 0, 0]);
    values[9] = [0.5, 0.5, Math.log(2), 0, 1, 0.9, 0.1];
    values[64 + 5] = [0.5, 0.25, 0, 0, 0.8, 0, 1];
    values[64 + 16 + 3] = [0, 0, 0, 0, 0.5, 1, 0];
    assert.deepEqual(read(spec({ family: 'yolox' }), [rows(...values)]).map(summary), [
      ['cat', 0.9, [8, 16, 40, 32]],
      ['dog', 0.8, [32, 24, 64, 56]],
      ['cat', 0.5, [32, 32, 96, 96]],
    ]);
  });

  it('names a class by its number where the model has no names', () => {
    const output = rows([1, 2, 11, 12, 0.5, 7]);
    assert.equal(read(spec({ family: 'end2end', names: [] }), [output])[0]?.name, '7');
  });

  it('reads keypoints with and without visibility', () => {
    const pose = spec({ task: 'pose', names: ['cat'], keypoints: { count: 2, dims: 3 } });
    const output = columns([20, 20, 10, 20, 0.9, 16, 12, 0.75, 24, 28, 0.25]);
    assert.deepEqual(read(pose, [output])[0]?.keypoints, [
      { x: 32, y: 24, visible: 0.75 },
      { x: 48, y: 56, visible: 0.25 },
    ]);
    const flat = spec({ task: 'pose', names: ['cat'], keypoints: { count: 1, dims: 2 } });
    const [found] = read(flat, [columns([20, 20, 10, 20, 0.9, 16, 12])]);
    assert.deepEqual(found?.keypoints, [{ x: 32, y: 24 }]);
  });

  it('reads masks: outline and area in picture pixels, cut at the box', () => {
    const segment = spec({ task: 'segment', names: ['cat'], outputs: ['output0', 'output1'] });
    const prototypes = { shape: [1, 1, 16, 16], data: new Float32Array(256).fill(1) };
    const inside = columns([32, 32, 16, 16, 0.9, 9]);
    const [found] = read(segment, [inside, prototypes]);
    // 16 × 16 input pixels less the four corners, which enlarging rounds off, four times as many in
    // the picture.
    assert.equal(found?.maskArea, (256 - 4) * 4);
    const xs = found?.segment?.map(({ x }) => x) ?? [];
    assert.deepEqual([Math.min(...xs), Math.max(...xs), xs.length], [48, 80, 12]);
    const [empty] = read(segment, [columns([32, 32, 16, 16, 0.9, -9]), prototypes]);
    assert.deepEqual([empty?.maskArea, empty?.segment], [0, []]);
  });

  it('makes no more masks than there is time for', () => {
    const segment = spec({ task: 'segment', names: ['cat'], outputs: ['output0', 'output1'] });
    const prototypes = { shape: [1, 1, 16, 16], data: new Float32Array(256).fill(1) };
    const many = Array.from({ length: MAX_MASKS + 50 }, () => [32, 32, 4, 4, 0.9, 9]);
    const everything = { iou: 1, maxDet: 30_000 };
    assert.equal(read(segment, [columns(...many), prototypes], everything).length, MAX_MASKS);
    const selected = many.map(([x = 0, y = 0, , , score = 0]) => [x, y, x, y, score, 0, 9]);
    const endToEnd = { ...segment, family: 'end2end' as const };
    assert.equal(read(endToEnd, [rows(...selected), prototypes], everything).length, MAX_MASKS);
    assert.equal(read(spec({}), [columns(...many)], everything).length, MAX_MASKS + 50);
  });

  it('gives up when the time is up', () => {
    const output = columns([20, 20, 10, 20, 0.1, 0.9]);
    for (const iou of [0.5, 1]) {
      const late = deadline(performance.now() - 5_000, 2_500);
      assert.throws(() => read(spec({}), [output], { iou }, late), {
        code: 'timeout',
        message: /longer than 2\.5 s.*max_det/,
      });
    }
    assert.equal(read(spec({}), [output], {}, deadline(performance.now(), 60_000)).length, 1);
  });

  it('reads oriented boxes and suppresses by their likeness', () => {
    const obb = spec({ task: 'obb', names: ['ship'] });
    const output = columns(
      [32, 32, 20, 4, 0.9, Math.PI / 2],
      [32, 32, 4, 20, 0.8, 0],
      [32, 32, 20, 4, 0.7, 0],
    );
    const found = read(obb, [output]);
    // The second is the first, described differently; the third crosses it.
    assert.deepEqual(
      found.map(({ confidence }) => confidence.toFixed(1)),
      ['0.9', '0.7'],
    );
    assert.deepEqual(summary(found[0] as Detection)[2], [60, 44, 68, 84]);
    assert.equal(found[0]?.polygon?.length, 4);
  });

  it('reports the five best classes, and applies the softmax that an export lacks', () => {
    const classify = spec({ family: 'classify', task: 'classify', names: 'abcdefg'.split('') });
    const probabilities = {
      shape: [1, 7],
      data: Float32Array.of(0.4, 0.05, 0.2, 0.1, 0.1, 0.1, 0.05),
    };
    const best = read(classify, [probabilities]);
    assert.deepEqual(
      best.map(({ name }) => name),
      ['a', 'c', 'd', 'e', 'f'],
    );
    const [first] = read(classify, [{ shape: [1, 2], data: Float32Array.of(Math.log(3) + 5, 5) }]);
    assert.ok(Math.abs((first?.confidence ?? 0) - 0.75) < 1e-6);
  });

  it('survives outputs that are not numbers', () => {
    const output = columns([Number.NaN, 1, 1, 1, Number.NaN, 0.9], [1, 1, 1, 1, Infinity, 0]);
    for (const { confidence } of read(spec({}), [output])) assert.ok(confidence > 0.25);
  });
});
