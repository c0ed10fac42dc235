import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ModelError } from '../../../../src/vision/modelError.ts';
import { inspectModel } from '../../../../src/vision/onnx/inspectModel.ts';
import type { ShapeProbe } from '../../../../src/vision/onnx/resolveModel.ts';
import { resolveModel } from '../../../../src/vision/onnx/resolveModel.ts';
import type { ModelOverrides, ModelSpec, OnnxHeader } from '../../../../src/vision/types.ts';

type Shape = readonly (number | undefined)[];

function header(
  outputs: readonly Shape[],
  metadata: Readonly<Record<string, string>> = {},
  input: Shape = [1, 3, 640, 640],
  type = 'float32',
): OnnxHeader {
  return {
    file: 'x.onnx',
    bytes: 1,
    irVersion: 8,
    opset: 17,
    producer: '',
    inputs: [{ name: 'images', type, shape: input }],
    outputs: outputs.map((shape, i) => ({ name: `output${i}`, type: 'float32', shape })),
    outputSteps: new Map(),
    operators: new Map(),
    parameters: 0,
    externalData: [],
    metadata: new Map(Object.entries(metadata)),
  };
}

const names = (count: number) =>
  `{${Array.from({ length: count }, (_, i) => `${i}: 'c${i}'`).join(', ')}}`;

const summary = ({ family, task, names: list, keypoints }: ModelSpec) =>
  [family, task, list.length, ...(keypoints ? [`${keypoints.count}x${keypoints.dims}`] : [])].join(
    ' ',
  );

/** Outputs, metadata, expected summary; the input is 640 × 640. */
const LAYOUTS: readonly (readonly [readonly Shape[], Record<string, string>, string])[] = [
  [[[1, 84, 8400]], {}, 'v8 detect 80'],
  [[[1, 5, 8400]], {}, 'v8 detect 1'],
  [[[1, 6, 8400]], { task: 'detect', names: names(2) }, 'v8 detect 2'],
  [[[1, 84, 34000]], { task: 'detect', names: names(80) }, 'v8 detect 80'],
  [[[1, 84, undefined]], { task: 'detect', names: names(80) }, 'v8 detect 80'],
  [[[1, 304, 8400]], { task: 'detect', names: names(300) }, 'v8 detect 300'],
  [[[1, 9004, 8400]], { task: 'detect', names: names(9000) }, 'v8 detect 9000'],
  [[[1, 6, 8400]], { task: 'obb', names: names(1) }, 'v8 obb 1'],
  [[[1, 56, 8400]], {}, 'v8 pose 1 17x3'],
  [[[1, 56, 8400]], { task: 'detect', names: names(52) }, 'v8 detect 52'],
  [[[1, 47, 8400]], { task: 'pose', names: names(1), kpt_shape: '[21, 2]' }, 'v8 pose 1 21x2'],
  [[[1, 18, 8400]], { task: 'pose', names: names(2), kpt_shape: '(4, 3)' }, 'v8 pose 2 4x3'],
  [
    [
      [1, 37, 8400],
      [1, 32, 160, 160],
    ],
    {},
    'v8 segment 1',
  ],
  [[[1, 25200, 85]], {}, 'v5 detect 80'],
  [[[1, 25200, 6]], {}, 'v5 detect 1'],
  [[[1, 25200, 6]], { stride: '32', names: "['a']" }, 'v5 detect 1'],
  [
    [
      [1, 25200, 85],
      [1, 3, 80, 80, 85],
      [1, 3, 40, 40, 85],
    ],
    {},
    'v5 detect 80',
  ],
  [
    [
      [1, 25200, 117],
      [1, 32, 160, 160],
    ],
    { stride: '32', names: names(80) },
    'v5 segment 80',
  ],
  [[[1, 8400, 85]], {}, 'yolox detect 80'],
  [[[1, 8400, 6]], {}, 'yolox detect 1'],
  [[[1, 8400, 6]], { stride: '32', names: "['a']" }, 'v5 detect 1'],
  [[[1, 300, 6]], {}, 'end2end detect 0'],
  [[[1, 300, 6]], { task: 'detect', names: names(1) }, 'end2end detect 1'],
  [[[1, 100, 6]], { task: 'detect', names: names(3), args: "{'nms': True}" }, 'end2end detect 3'],
  [[[1, undefined, 6]], { task: 'detect', names: names(3), end2end: 'True' }, 'end2end detect 3'],
  [
    [
      [1, 300, 38],
      [1, 32, 160, 160],
    ],
    { task: 'segment', names: names(80) },
    'end2end segment 80',
  ],
  [
    [
      [1, 300, 38],
      [1, 32, 160, 160],
    ],
    {},
    'end2end segment 0',
  ],
  [[[1, 300, 57]], { task: 'pose', names: names(1), kpt_shape: '[17, 3]' }, 'end2end pose 1 17x3'],
  [[[1, 300, 7]], { task: 'obb', names: names(15) }, 'end2end obb 15'],
  [[[1, 4]], { task: 'classify', names: names(4) }, 'classify classify 4'],
];

for (const [outputs, metadata, expected] of LAYOUTS) {
  const shown = `${JSON.stringify(outputs)} ${Object.keys(metadata).join()}`;
  test(`${shown} is ${expected}`, async () => {
    assert.equal(summary(await resolveModel(header(outputs, metadata))), expected);
  });
}

async function refused(
  model: OnnxHeader,
  code: string,
  words: RegExp,
  overrides: ModelOverrides = {},
  probe?: ShapeProbe,
): Promise<void> {
  await assert.rejects(resolveModel(model, overrides, probe), (error) => {
    assert.ok(error instanceof ModelError);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });
}

test('other families are refused by name or by what they look like', async () => {
  const detect = { task: 'detect', names: names(80) };
  await refused(header([[1, 300, 84]], detect), 'unknown-layout', /output0 \[1,300,84\].*YOLO v3/);
  const rtdetr = { ...detect, description: 'Ultralytics rtdetr-l model', names: names(2) };
  await refused(header([[1, 300, 6]], rtdetr), 'unknown-layout', /RT-DETR/);
  await refused(header([[1, 300, 7]], { task: 'detect', names: names(3) }), 'unknown-layout', /./);
  await refused(header([[1, 8400, 84]], detect), 'unknown-layout', /./);
  await refused(
    header([
      [1, 80, 80, 144],
      [1, 40, 40, 144],
    ]),
    'unknown-layout',
    /2 outputs/,
  );
  await refused(
    header([
      [1, 1],
      [1, 100, 4],
      [1, 100],
      [1, 100],
    ]),
    'unknown-layout',
    /4 outputs/,
  );
  await refused(header([[1, 19]], { task: 'depth' }), 'unknown-layout', /task "depth"/);
  await refused(header([[1, 2 ** 40, 8400]]), 'unknown-layout', /./);
  await refused(header([[undefined, undefined, undefined]]), 'unknown-layout', /fixed size/);
});

test('inputs that cannot be fed are refused', async () => {
  const v8: readonly Shape[] = [[1, 84, 8400]];
  await refused(header(v8, {}, [1, 640, 640, 3]), 'unsupported-input', /channel-last/);
  await refused(header(v8, {}, [8, 3, 640, 640]), 'unsupported-input', /exactly 8/);
  await refused(header(v8, {}, [1, 6, 640, 640]), 'unsupported-input', /6 channels/);
  await refused(header(v8, {}, [1, 3, 640, 640], 'int64'), 'unsupported-input', /int64/);
  await refused(header(v8, {}, [1, 3]), 'no-image-input', /no input for a picture/);
});

test('element types and grey pictures', async () => {
  const { input } = await resolveModel(header([[1, 84, 8400]], {}, [1, 1, 640, 640], 'uint8'));
  assert.deepEqual([input.type, input.channels, input.dynamic], ['uint8', 1, false]);
  const half = await resolveModel(header([[1, 84, 8400]], {}, [1, 3, 640, 640], 'float16'));
  assert.equal(half.input.type, 'float16');
});

test('a size that is not square', async () => {
  const metadata = { task: 'detect', names: names(3), imgsz: '[384, 640]', stride: '32' };
  const spec = await resolveModel(
    header([[1, 7, undefined]], metadata, [1, 3, undefined, undefined]),
  );
  assert.deepEqual(spec.input.size, { height: 384, width: 640 });
  assert.equal(spec.input.dynamic, true);
  const yolox = await resolveModel(header([[1, 5040, 8]], {}, [1, 3, 384, 640]));
  assert.equal(summary(yolox), 'yolox detect 3');
});

test('names fill up with numbers or are cut to the tensor, unless the user gives them', async () => {
  const model = header([[1, 7, 8400]], { task: 'detect', names: "{0: 'a', 2: 'c', 9: 'z'}" });
  const spec = await resolveModel(model);
  assert.deepEqual([spec.names, spec.named], [['a', '1', 'c'], true]);
  const numbers = await resolveModel(header([[1, 7, 8400]]));
  assert.deepEqual([numbers.names, numbers.named], [['0', '1', '2'], false]);
  await refused(model, 'names-mismatch', /3 classes, but 2 names/, { names: ['a', 'b'] });
  const own = await resolveModel(model, { names: ['x', 'y', 'z'] });
  assert.deepEqual(own.names, ['x', 'y', 'z']);
  const hostile = header([[1, 7, 8400]], { names: "{4000000000: 'a'}" });
  assert.equal((await resolveModel(hostile)).named, false);
});

test('names that the user gives must fit, also where rows hold a class number', async () => {
  const model = header([[1, 300, 6]], { task: 'detect', names: names(5) });
  await refused(model, 'names-mismatch', /5 classes, but 2 names are/, { names: ['a', 'b'] });
  await refused(model, 'names-mismatch', /5 classes, but 1 name is/, { names: ['a'] });
  const own = { names: ['a', 'b', 'c', 'd', 'e'] };
  assert.deepEqual((await resolveModel(model, own)).names, own.names);
  const unnamed = await resolveModel(header([[1, 300, 6]]), { names: ['a', 'b'] });
  assert.deepEqual(unnamed.names, ['a', 'b']);
  for (const empty of [['', '', '', '', ''], ['a', 'b', ' ', 'd', 'e'], ['']]) {
    await refused(model, 'names-mismatch', /class [02] of x\.onnx is empty/, { names: empty });
  }
  const blank = header([[1, 6, 8400]], { task: 'detect', names: "{0: '', 1: 'b'}" });
  assert.deepEqual((await resolveModel(blank)).names, ['0', 'b']);
});

test('what is stated wrongly is told as such, with what the file looks like', async () => {
  const v8 = header([[1, 9, 8400]], { task: 'detect', names: names(5) });
  const fits = /x\.onnx \(its output: .*, which looks like family "v8", task "detect"\): leave/;
  const cases: readonly (readonly [ModelOverrides, RegExp])[] = [
    [{ task: 'pose' }, /^The stated task "pose" does not fit/],
    [{ task: 'obb' }, /^The stated task "obb" does not fit/],
    [{ family: 'end2end' }, /^The stated family "end2end" does not fit/],
    [{ family: 'v5' }, /^The stated family "v5" does not fit/],
    [{ family: 'v5', task: 'pose' }, /^The stated family "v5" and task "pose" does not fit/],
  ];
  for (const [overrides, words] of cases) {
    await refused(v8, 'unknown-layout', words, overrides);
    await refused(v8, 'unknown-layout', fits, overrides);
  }
  const rows = header([[1, 300, 6]], { task: 'detect', names: names(5) });
  await refused(rows, 'unknown-layout', /looks like family "end2end"/, { family: 'v5' });
  const foreign = header([[1, 300, 84]], { task: 'detect', names: names(80) });
  await refused(foreign, 'unknown-layout', /does not fit .*: state another one, or use one of/, {
    family: 'end2end',
  });
  // Stating what is so changes nothing, whatever the names.
  const more = header([[1, 9, 8400]], { task: 'detect', names: names(7) });
  assert.equal(summary(await resolveModel(more, { task: 'detect' })), 'v8 detect 5');
});

test('advice is for the server and for the editor', async () => {
  const both = /server: --family, --task; yolo\.json: "family", "task"/;
  await refused(header([[1, 300, 84]]), 'unknown-layout', both);
  await refused(header([[1, 38]]), 'unknown-layout', /server: --task classify, --names; yolo/);
  await refused(header([[undefined, undefined, undefined]]), 'unknown-layout', /--family; yolo/);
});

test('what the user states wins', async () => {
  const pose = await resolveModel(header([[1, 56, 8400]]), { task: 'detect' });
  assert.equal(summary(pose), 'v8 detect 52');
  const v6 = await resolveModel(header([[1, 8400, 85]]), { family: 'v5' });
  assert.equal(summary(v6), 'v5 detect 80');
  const plants = header([[1, 38]]);
  await refused(plants, 'unknown-layout', /classifier.*"task": "classify"/);
  assert.equal(summary(await resolveModel(plants, { task: 'classify' })), 'classify classify 38');
  await refused(header([[1, 84, 8400]]), 'size-mismatch', /640 × 640/, {
    imgsz: { height: 320, width: 320 },
  });
});

test('a probe measures open shapes, and whether other sizes work', async () => {
  const open = header([[undefined, undefined, undefined]], {}, [
    undefined,
    3,
    undefined,
    undefined,
  ]);
  const cells = (n: number) => 21 * (n / 32) ** 2;
  const honest = await resolveModel(open, {}, async ({ height }) => [[1, cells(height) * 3, 85]]);
  assert.deepEqual([summary(honest), honest.input.dynamic], ['v5 detect 80', true]);
  const lying = await resolveModel(open, {}, async ({ height }) => {
    if (height !== 640) throw new Error('Attempting to broadcast an axis');
    return [[1, 25200, 85]];
  });
  assert.deepEqual([lying.input.size.height, lying.input.dynamic], [640, false]);
  const wrong: ShapeProbe = () => Promise.reject(new Error('Attempting to broadcast an axis'));
  await refused(open, 'size-mismatch', /set imgsz/, { imgsz: { height: 320, width: 320 } }, wrong);
  await refused(open, 'size-mismatch', /multiples of 32/, { imgsz: { height: 333, width: 320 } });
});

const CONFORMANCE = resolve(import.meta.dirname, '../../../../../shared/conformance/models');
const skip = existsSync(CONFORMANCE) ? false : `no models in ${CONFORMANCE}`;
const REAL: Readonly<Record<string, string>> = {
  'yolov10n-int8': 'end2end detect 80',
  'yolov8n-uint8': 'v8 detect 80',
  'yolov5n-fp16': 'v5 detect 80',
  'yolo11n-int8': 'v8 detect 80',
  yolox_nano: 'yolox detect 80',
  'ran2810-kitti-best_int8': 'v8 detect 3',
  'yolov8n-seg-uint8': 'v8 segment 80',
  'yolov8n-pose-uint8': 'v8 pose 1 17x3',
  'yolov8n-obb-uint8': 'v8 obb 15',
  'yolov8n-cls-uint8': 'classify classify 1000',
};

for (const [name, expected] of Object.entries(REAL)) {
  test(`real model ${name}`, { skip }, async () => {
    const found = await inspectModel(resolve(CONFORMANCE, `${name}.onnx`));
    const spec = await resolveModel(found, {}, async ({ height }) => {
      if (height !== 640) throw new Error('only 640 works');
      return [[1, 25200, 85]];
    });
    assert.equal(summary(spec), expected);
    assert.equal(spec.input.dynamic, false);
    assert.equal(spec.named, found.metadata.has('names'));
    const declared = found.inputs[0]?.shape[2] ?? 640;
    assert.deepEqual(spec.input.size, { height: declared, width: declared });
    assert.equal(spec.outputs.length, name.includes('seg') ? 2 : 1);
  });
}
