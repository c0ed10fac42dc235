import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAlive } from '../../../../src/vision/onnx/assertAlive.ts';
import type { Family } from '../../../../src/vision/types.ts';

interface Case {
  readonly family?: Family;
  readonly step?: number;
  readonly operator?: string;
  readonly type?: string;
  readonly shape?: readonly number[];
  /** The value of every score. */
  readonly score: (index: number) => number;
}

function alive({ family = 'v8', step, operator = 'Conv', type = 'float32', ...rest }: Case): void {
  const { shape = [1, 6, 100], score } = rest;
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const [, , last = 0] = shape;
  for (let i = 0; i < data.length; i++) {
    const channel = family === 'v8' ? Math.floor(i / last) : i % last;
    data[i] = channel < 4 ? 1 + i : score(i);
  }
  assertAlive(
    {
      file: 'x.onnx',
      outputs: [{ name: 'out', type, shape }],
      outputSteps: new Map(step === undefined ? [] : [['out', step]]),
      operators: new Map([[operator, 1]]),
    },
    { family, names: ['a', 'b'], outputs: ['out'] },
    [{ shape, data }],
  );
}

const ROWS = [1, 100, 7];
const dead = { code: 'dead-model' };
const zero = () => 0;

test('a coarse step shared by boxes and scores is fatal', () => {
  assert.throws(() => alive({ step: 2.97, operator: 'QLinearConv', score: zero }), {
    ...dead,
    message: /multiples of 2\.97/,
  });
  alive({ step: 2.97, score: (i) => (i === 599 ? 2.97 : 0) });
});

test('scores that are zero only because they are tiny are no proof', () => {
  alive({ operator: 'QLinearConv', score: zero });
  alive({ operator: 'DequantizeLinear', step: 1 / 255, score: zero });
  alive({ type: 'float16', score: zero });
  alive({ operator: 'Cast', score: zero });
  alive({ score: () => 1e-30 });
  alive({ score: (i) => (i === 400 ? 1e-40 : 0) });
});

test('exact zeros in float32 are a proof', () => {
  assert.throws(() => alive({ score: zero }), dead);
  for (const family of ['v5', 'yolox'] as const) {
    assert.throws(() => alive({ family, shape: ROWS, score: zero }), dead);
    // Objectness alone, class scores being fine.
    assert.throws(
      () => alive({ family, shape: ROWS, score: (i) => (i % 7 === 4 ? 0 : 0.5) }),
      dead,
    );
    alive({ family, shape: ROWS, score: (i) => (i % 7 === 4 ? 1e-9 : 1e-9) });
  }
});

test('end-to-end rows may be empty', () => {
  alive({ family: 'end2end', shape: [1, 300, 6], score: zero });
  alive({ family: 'end2end', shape: [1, 0, 6], score: zero });
  assert.throws(
    () => alive({ family: 'end2end', shape: [1, 300, 6], step: 2.5, score: zero }),
    dead,
  );
});

test('NaN everywhere is fatal', () => {
  assert.throws(() => alive({ type: 'float16', score: () => Number.NaN }), dead);
  alive({ score: (i) => (i % 2 === 0 ? Number.NaN : 0.1) });
});
