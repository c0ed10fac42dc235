import type {
  Load,
  LoadedModel,
  Predictor,
  PredictorState,
  RawTensor,
} from '../../src/server/predictor.ts';
import { ServerError } from '../../src/server/serverError.ts';
import type { ModelSpec, Prediction, PredictOptions } from '../../src/vision/types.ts';

const SPEC: ModelSpec = {
  family: 'v8',
  task: 'detect',
  names: ['bolt', "it's", '齿轮'],
  named: true,
  input: {
    name: 'images',
    type: 'float32',
    size: { height: 32, width: 64 },
    dynamic: false,
    channels: 3,
  },
  outputs: ['output0'],
  stride: 32,
};

/** A model that only these tests know. */
export const FAKE_MODEL: LoadedModel = {
  name: 'fake',
  file: 'fake.onnx',
  bytes: 10,
  sha256: 'a'.repeat(64),
  parameters: 5,
  spec: SPEC,
  inputs: [{ name: 'images', type: 'float32', shape: [1, 3, 2, 2] }],
  outputs: [
    { name: 'output0', type: 'float32', shape: [1, 2] },
    { name: 'half', type: 'float16', shape: [1, 1] },
    { name: 'ids', type: 'int64', shape: [1, 1] },
  ],
  metadata: { task: 'detect', author: 'us' },
  provider: 'cpu',
  workers: 2,
  threads: 1,
  loadMs: 1,
  warmupMs: 1,
};

const OUTPUTS: readonly RawTensor[] = [
  tensor('output0', 'float32', [1, 2], new Float32Array([0.5, -2])),
  tensor('half', 'float16', [1, 1], new Uint16Array([0x3c00])),
  tensor('ids', 'int64', [1, 1], new BigInt64Array([7n])),
];

function tensor(name: string, type: string, shape: number[], data: ArrayBufferView): RawTensor {
  return { name, type, shape, data: new Uint8Array(data.buffer) };
}

/** A predictor without a model, for what depends on nothing but HTTP. */
export class FakePredictor implements Predictor {
  state: PredictorState = { phase: 'ready', model: FAKE_MODEL };
  load: Load = { active: 0, queued: 0, capacity: 8 };
  readonly settled = Promise.resolve();
  /** Options of every picture so far. */
  readonly asked: Partial<PredictOptions>[] = [];
  /** Tensors of the last raw inference. */
  tensors: readonly RawTensor[] = [];
  /** Resolves predictions when it resolves. */
  gate: Promise<void> = Promise.resolve();
  closed = false;
  /** Whether there is no room for a request. */
  full = false;

  admit(): void {
    if (this.full) throw new ServerError('queue_full', 'Full.', { retryAfter: 3 });
  }

  async predict(image: Uint8Array, options: Partial<PredictOptions>): Promise<Prediction> {
    this.asked.push(options);
    await this.gate;
    const text = Buffer.from(image).toString('latin1');
    if (text.startsWith('bad')) throw new ServerError('not_an_image', 'This is no picture.');
    if (text.startsWith('slow')) throw new ServerError('timeout', 'It took too long.');
    if (text.startsWith('boom')) throw new Error('secret detail');
    return {
      size: { height: 100, width: 200 },
      detections: [
        {
          classId: 1,
          name: "it's",
          confidence: 0.987654321,
          box: { x1: 20.123456789, y1: 10, x2: 100, y2: 50 },
          polygon: [
            { x: 1, y: 2 },
            { x: 3, y: 4 },
            { x: 5, y: 6 },
            { x: 7, y: 8 },
          ],
          segment: [
            { x: 10, y: 20 },
            { x: 30, y: 40 },
          ],
          maskArea: 500,
          keypoints: [
            { x: 50, y: 50, visible: 0.5 },
            { x: 60, y: 70, visible: 0.25 },
          ],
        },
        { classId: 0, name: 'bolt', confidence: 0.5, box: { x1: 0, y1: 0, x2: 200, y2: 100 } },
        { classId: 2, name: '齿轮', confidence: 0.25 },
      ],
      speed: { preprocess: 1.23456, inference: 2, postprocess: -0.0001 },
    };
  }

  async infer(inputs: readonly RawTensor[], outputs?: readonly string[]) {
    this.tensors = inputs;
    return OUTPUTS.filter(({ name }) => outputs?.includes(name) ?? true);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
