import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { ModelError } from '../../src/vision/modelError.ts';
import { assertAlive } from '../../src/vision/onnx/assertAlive.ts';
import { explainLoadFailure } from '../../src/vision/onnx/explainLoadFailure.ts';
import { explainRunFailure } from '../../src/vision/onnx/explainRunFailure.ts';
import {
  HIGHEST_IR_VERSION,
  HIGHEST_OPSET,
  inspectModel,
} from '../../src/vision/onnx/inspectModel.ts';
import { resolveModel } from '../../src/vision/onnx/resolveModel.ts';
import { widenFloat16 } from '../../src/vision/postprocess/float16.ts';
import { model, node, part, valueInfo } from '../unit/vision/onnx/onnxWriter.ts';

const CONFORMANCE = resolve(import.meta.dirname, '../../../shared/conformance');
const skip = existsSync(CONFORMANCE) ? false : `no conformance set in ${CONFORMANCE}`;
const UNUSABLE = join(CONFORMANCE, 'unusable');

process.env['ORT_DISABLE_TELEMETRY'] = '1';
// ONNX Runtime 1.30 cannot take float16 inputs where Float16Array exists.
Reflect.deleteProperty(globalThis, 'Float16Array');
const { InferenceSession, Tensor } = await import('onnxruntime-node');
const QUIET = { logSeverityLevel: 4, intraOpNumThreads: 1 } as const;

/** Hash noise over a gradient: textured enough that no layer sees a constant. */
function texture(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((Math.imul(i, 2654435761) >>> 16) & 255) / 255);
}

async function assertRuns(path: string): Promise<void> {
  const header = await inspectModel(path);
  const session = await InferenceSession.create(path, QUIET);
  const run = async ({ height, width }: { height: number; width: number }) => {
    const [input] = header.inputs;
    assert.ok(input !== undefined);
    const half = input.type === 'float16';
    const dims = [1, input.shape[1] ?? 3, height, width];
    const length = dims.reduce((a, b) => a * b, 1);
    // 0x3555 is 1/3 in half precision.
    const data = half ? new Uint16Array(length).fill(0x3555) : texture(length);
    const feed = new Tensor(half ? 'float16' : 'float32', data as Float32Array, dims);
    const results = await session.run({ [input.name]: feed });
    return header.outputs.map(({ name }) => results[name]);
  };
  try {
    const spec = await resolveModel(header, {}, async (size) =>
      (await run(size)).map((output) => output?.dims ?? []),
    );
    const outputs = (await run(spec.input.size)).map((output) => {
      const data = output?.data;
      const wide = data instanceof Uint16Array ? widenFloat16(data) : (data as Float32Array);
      return { shape: output?.dims ?? [], data: wide };
    });
    assertAlive(header, spec, outputs);
  } finally {
    await session.release();
  }
}

const EXPECTED: Readonly<Record<string, readonly [code: string, words: RegExp]>> = {
  'all-scores-zero': ['dead-model', /score of exactly 0 .*multiples of 2\.97: quantise it again/],
  empty: ['empty', /empty \(0 bytes\): download/],
  'html-page': ['html-page', /web page .*download the file itself/],
  'lfs-pointer': ['lfs-pointer', /git-LFS pointer for a file of 9,304,071 bytes.*git lfs pull/],
  'nanodet-six-outputs': ['unknown-layout', /6 outputs: 792 \[1,2704,80\].*use one of YOLO/],
  'nms-helper-graph': ['no-image-input', /detection \[1,\?,\?\], config \[3\].*exported with it/],
  'opset-too-new': ['opset-too-new', /opset 99.*up to 26: export it again/],
  'plant-classifier-no-metadata': ['unknown-layout', /classifier.*\[1,38\].*"task": "classify"/],
  truncated: ['truncated', /at least 3,490,948 bytes, but has 1,474,560; download it again/],
};

for (const [name, [code, words]] of Object.entries(EXPECTED)) {
  test(`${name}.onnx is refused as ${code}`, { skip }, async () => {
    await assert.rejects(assertRuns(join(UNUSABLE, `${name}.onnx`)), (error) => {
      assert.ok(error instanceof ModelError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, words);
      assert.match(error.message, new RegExp(`^${name}\\.onnx [^\\n]{20,300}\\.$`));
      return true;
    });
  });
}

for (const name of [
  'yolov5n-fp16',
  'ran2810-kitti-best_int8',
  'yolov8n-cls-uint8',
  'yolox_nano',
  'yolov10n-int8',
]) {
  test(`${name}.onnx is not mistaken for a dead model`, { skip }, async () => {
    await assertRuns(join(CONFORMANCE, 'models', `${name}.onnx`));
  });
}

test("ONNX Runtime's own errors are told as sentences", { skip }, async () => {
  const failure = (content: Buffer) =>
    InferenceSession.create(content, QUIET).then(
      () => undefined,
      (error: unknown) => explainLoadFailure(error, { file: 'x.onnx' }),
    );
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['opset-too-new', 'opset-too-new', /opset 99.*up to 26/],
    ['html-page', 'not-onnx', /not an ONNX model/],
    ['truncated', 'not-onnx', /not an ONNX model/],
  ];
  for (const [name, code, words] of cases) {
    const error = await failure(readFileSync(join(UNUSABLE, `${name}.onnx`)));
    assert.equal(error?.code, code, error?.message);
    assert.match(error?.message ?? '', words);
  }
});

/** One node from `images` to `out`. */
function tiny(operator: string, opset: number, irVersion = 8, type = 'float32'): Buffer {
  return model({
    opset,
    irVersion,
    graph: [
      node(operator, ['images'], ['out']),
      part(11, ...valueInfo('images', [1, 3, 8, 8], type)),
      part(12, ...valueInfo('out', [1, 3, 8, 8], type)),
    ],
  });
}

async function loadError(content: Buffer): Promise<ModelError | undefined> {
  try {
    await (await InferenceSession.create(content, QUIET)).release();
    return undefined;
  } catch (error) {
    return explainLoadFailure(error, { file: 'x.onnx' });
  }
}

test('limits and errors of the ONNX Runtime that is installed', async () => {
  const highest = await loadError(tiny('Relu', HIGHEST_OPSET, HIGHEST_IR_VERSION));
  assert.equal(highest?.message, undefined);
  const opset = await loadError(tiny('Relu', HIGHEST_OPSET + 1));
  assert.equal(opset?.code, 'opset-too-new');
  const ir = await loadError(tiny('Relu', 17, HIGHEST_IR_VERSION + 1));
  assert.equal(ir?.code, 'opset-too-new', ir?.message);
  const operator = await loadError(tiny('BatchedNMSDynamic_TRT', 17));
  assert.equal(operator?.code, 'unsupported-operator', operator?.message);
  assert.match(operator?.message ?? '', /operator BatchedNMSDynamic_TRT/);
  const element = await loadError(tiny('Sigmoid', 17, 8, 'uint8'));
  assert.equal(element?.code, 'load-failed', element?.message);
  assert.match(element?.message ?? '', /gives Sigmoid values of type uint8/);
});

test('a size that the graph does not take is told as such', { skip }, async () => {
  const path = join(CONFORMANCE, 'models/yolox_nano.onnx');
  const session = await InferenceSession.create(path, QUIET);
  const small = new Tensor('float32', new Float32Array(3 * 64 * 64), [1, 3, 64, 64]);
  const error = await session.run({ images: small }).catch((reason: unknown) => reason);
  const explained = explainRunFailure(error, { file: 'x.onnx' });
  assert.equal(explained.code, 'size-mismatch');
  assert.match(explained.message, /given 64 × 64 where it takes 416 × 416 only/);
  await session.release();
});
