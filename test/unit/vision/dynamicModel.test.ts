import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openModel } from '../../../src/vision/openModel.ts';
import { quarters } from '../../support/pictures.ts';
import { int, model, node, part, valueInfo } from './onnx/onnxWriter.ts';
import { file } from './onnx/temporary.ts';

/** ONNX attribute types. */
const [INT, INTS] = [2, 7];

function attribute(name: string, value: number | number[]): Buffer {
  const values = Array.isArray(value) ? value.map((n) => int(8, n)) : [int(3, value)];
  return part(5, part(1, name), ...values, int(20, Array.isArray(value) ? INTS : INT));
}

/** A node with attributes: they follow the fields that `node` writes. */
function nodeWith(type: string, inputs: string[], outputs: string[], attributes: Buffer[]): Buffer {
  const fields = [
    ...inputs.map((name) => part(1, name)),
    ...outputs.map((name) => part(2, name)),
    part(4, type),
    ...attributes,
  ];
  return part(1, ...fields);
}

/** `TensorProto` of int64 values, named as an initializer. */
function int64s(name: string, values: bigint[]): Buffer {
  return part(
    5,
    int(1, values.length),
    int(2, 7),
    ...values.map((value) => int(7, value)),
    part(8, name),
  );
}

/**
 * A detector that takes any size: the brightest pixel of every cell is both its box and its two
 * scores, at strides 8, 16 and 32. It finds nothing sensible, but its shapes are those of a v8 head.
 */
function dynamicDetector(): Buffer {
  const levels = [8, 16, 32].flatMap((stride) => [
    nodeWith(
      'MaxPool',
      ['images'],
      [`pool${stride}`],
      [attribute('kernel_shape', [stride, stride]), attribute('strides', [stride, stride])],
    ),
    nodeWith(
      'Concat',
      [`pool${stride}`, `pool${stride}`],
      [`six${stride}`],
      [attribute('axis', 1)],
    ),
    node('Reshape', [`six${stride}`, 'shape'], [`rows${stride}`]),
  ]);
  // int64 -1 in two's complement is the largest unsigned varint.
  const shape = int64s('shape', [1n, 6n, 2n ** 64n - 1n]);
  return model({
    graph: [
      ...levels,
      nodeWith('Concat', ['rows8', 'rows16', 'rows32'], ['output0'], [attribute('axis', 2)]),
      shape,
      part(11, ...valueInfo('images', [1, 3, 'height', 'width'])),
      part(12, ...valueInfo('output0', [1, 6, 'cells'])),
    ],
    metadata: { names: "{0: 'a', 1: 'b'}", task: 'detect', stride: '32', imgsz: '[64, 96]' },
  });
}

describe('a model that takes any size', () => {
  it('runs at the size that is asked for', async () => {
    const path = file('dynamic.onnx', dynamicDetector());
    const opened = await openModel(path, {
      overrides: {},
      device: 'cpu',
      threads: 1,
      spinning: false,
    });
    const { spec } = opened.model;
    assert.equal(spec.family, 'v8');
    assert.deepEqual(spec.input.size, { height: 64, width: 96 });
    assert.ok(spec.input.dynamic);
    const picture = await quarters();
    const options = { conf: 0.5, iou: 1, maxDet: 10_000 };
    const count = async (imgsz?: { height: number; width: number }): Promise<number> => {
      const wanted = imgsz === undefined ? options : { ...options, imgsz };
      return (await opened.model.predict(picture, wanted, 1e6)).detections.length;
    };
    const usual = await count();
    const larger = await count({ height: 128, width: 192 });
    const square = await count({ height: 96, width: 96 });
    // Every cell that is not pure padding answers, so four times the area gives about four times.
    assert.ok(usual > 20, `${usual}`);
    assert.ok(Math.abs(larger / usual - 4) < 0.5, `${larger} / ${usual}`);
    assert.ok(square > 0 && square !== usual);
    assert.equal(await count(), usual);
    await opened.model.network.close();
  });

  it('takes an input size as an override', async () => {
    const path = file('dynamic2.onnx', dynamicDetector());
    const opened = await openModel(path, {
      overrides: { imgsz: { height: 128, width: 64 } },
      device: 'cpu',
      threads: 1,
      spinning: false,
    });
    assert.deepEqual(opened.model.spec.input.size, { height: 128, width: 64 });
    await opened.model.network.close();
  });
});
