import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { predictionRequest } from '../../src/server/predictionRequest.ts';
import type { ModelSpec } from '../../src/vision/types.ts';

const spec = (dynamic: boolean): ModelSpec => ({
  family: 'v8',
  task: 'detect',
  names: ['a', 'b'],
  named: true,
  input: {
    name: 'images',
    type: 'float32',
    size: { height: 320, width: 416 },
    dynamic,
    channels: 3,
  },
  outputs: ['output0'],
  stride: 32,
});

describe('imgsz of a request', () => {
  it('must be the model’s own where that is fixed', () => {
    assert.deepEqual(predictionRequest({ imgsz: [320, 416] }, spec(false)).options.imgsz, {
      height: 320,
      width: 416,
    });
    assert.throws(() => predictionRequest({ imgsz: [640] }, spec(false)), /takes only 320,416/);
  });

  it('is a multiple of the stride, and not so large that one request takes the memory', () => {
    assert.deepEqual(predictionRequest({ imgsz: [640] }, spec(true)).options.imgsz, {
      height: 640,
      width: 640,
    });
    assert.throws(() => predictionRequest({ imgsz: [650] }, spec(true)), /for example 672/);
    assert.throws(() => predictionRequest({ imgsz: [4096] }, spec(true)), /at most .* 640,832/);
  });
});
