import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MalformedError } from '../../../../src/vision/onnx/byteReader.ts';
import { readOnnxHeader } from '../../../../src/vision/onnx/readOnnxHeader.ts';
import { int, model, node, part, valueInfo, varint } from './onnxWriter.ts';
import { FOLDER, file } from './temporary.ts';

const tensor = (name: string, dims: readonly number[], ...more: readonly Buffer[]) =>
  part(5, ...dims.map((n) => int(1, n)), int(2, 1), part(8, name), ...more);

async function malformed(name: string, content: Buffer): Promise<MalformedError> {
  const error = await readOnnxHeader(file(name, content)).then(
    () => assert.fail('was read'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof MalformedError, String(error));
  return error;
}

test('reads inputs, outputs, operators, weights and metadata', async () => {
  const scale = Buffer.alloc(4);
  scale.writeFloatLE(2.5);
  const path = file(
    'small.onnx',
    model({
      graph: [
        node('Conv', ['images', 'w'], ['a']),
        node('Conv', ['a', 'w'], ['b']),
        node('DequantizeLinear', ['b', 'scale', 'zero'], ['c']),
        node('Transpose', ['c'], ['out']),
        tensor('w', [16, 3, 3, 3]),
        part(5, part(1, varint(2), varint(3)), int(2, 1), part(8, 'packed')),
        tensor('scale', [], part(9, scale)),
        tensor('far', [10], part(13, part(1, 'location'), part(2, 'far.data')), int(14, 1)),
        part(11, ...valueInfo('images', ['batch', 3, 640, -1])),
        part(11, ...valueInfo('w', [16, 3, 3, 3])),
        part(12, ...valueInfo('out', [1, 0, 6], 'float16')),
      ],
      metadata: { names: "{0: 'Straße'}", task: 'detect' },
    }),
  );
  const header = await readOnnxHeader(path);
  assert.deepEqual(header.inputs, [
    { name: 'images', type: 'float32', shape: [undefined, 3, 640, undefined] },
  ]);
  assert.deepEqual(header.outputs, [{ name: 'out', type: 'float16', shape: [1, undefined, 6] }]);
  assert.equal(header.operators.get('Conv'), 2);
  assert.equal(header.parameters, 432 + 6 + 1 + 10);
  assert.deepEqual(header.externalData, ['far.data']);
  assert.deepEqual([...header.outputSteps], [['out', 2.5]]);
  assert.equal(header.metadata.get('names'), "{0: 'Straße'}");
  assert.deepEqual(
    [header.file, header.opset, header.irVersion, header.producer],
    ['small.onnx', 17, 8, 'test'],
  );
});

test('jumps over 2 GB of weights in milliseconds', async () => {
  const gigabytes = 2_100_000_000;
  const raw = [varint(9 * 8 + 2), varint(gigabytes)];
  const head = [int(1, gigabytes / 4), int(2, 1), part(8, 'w'), ...raw];
  const headLength = Buffer.concat(head).length;
  const tail = Buffer.concat([
    part(11, ...valueInfo('images', [1, 3, 640, 640])),
    part(12, ...valueInfo('out', [1, 84, 8400])),
  ]);
  const tensorLength = headLength + gigabytes;
  const tensorHead = Buffer.concat([varint(5 * 8 + 2), varint(tensorLength)]);
  const start = Buffer.concat([
    int(1, 8),
    varint(7 * 8 + 2),
    varint(tensorHead.length + tensorLength + tail.length),
    tensorHead,
    ...head,
  ]);
  const path = join(FOLDER, 'huge.onnx');
  const handle = openSync(path, 'w');
  writeSync(handle, start, 0, start.length, 0);
  writeSync(handle, tail, 0, tail.length, start.length + gigabytes);
  closeSync(handle);
  assert.ok(statSync(path).size > gigabytes);
  const before = process.memoryUsage();
  const began = performance.now();
  const header = await readOnnxHeader(path);
  const took = performance.now() - began;
  const after = process.memoryUsage();
  assert.equal(header.parameters, gigabytes / 4);
  assert.equal(header.outputs[0]?.name, 'out');
  assert.ok(took < 250, `${took} ms`);
  assert.ok(after.rss - before.rss < 8 * 2 ** 20, `${after.rss - before.rss} bytes`);
});

test('a cut file says how many bytes are missing', async () => {
  const whole = model({ graph: [tensor('w', [100], part(9, Buffer.alloc(400)))] });
  const error = await malformed('cut.onnx', whole.subarray(0, 200));
  assert.ok(error.needs !== undefined && error.needs > 400 && error.needs <= whole.length);
});

test('hostile files end in an error, soon and without memory', async () => {
  const deep = (levels: number) => {
    let graph = part(2, 'x');
    for (let i = 0; i < levels; i++) graph = part(1, part(5, part(6, graph)));
    return graph;
  };
  const cases: readonly (readonly [string, Buffer])[] = [
    ['long-length', Buffer.concat([int(1, 8), varint(7 * 8 + 2), varint(2n ** 63n)])],
    ['inner-length', model({ graph: [Buffer.concat([varint(5 * 8 + 2), varint(2n ** 40n)])] })],
    ['long-varint', Buffer.concat([int(1, 8), Buffer.alloc(40, 0xff)])],
    ['deep', model({ graph: [deep(100)] })],
    ['zeros', Buffer.alloc(100_000)],
    ['groups', Buffer.concat([int(1, 8), Buffer.alloc(1000, 0x3b)])],
    ['no-graph', int(1, 8)],
    ['many-nodes', model({ graph: [Buffer.alloc(12_000_000, Buffer.from([0x0a, 0]))] })],
    ['many-inputs', model({ graph: [Buffer.alloc(6_000_000, Buffer.from([0x5a, 0]))] })],
    ['many-metadata', Buffer.concat([int(1, 8), Buffer.alloc(12_000_000, Buffer.from([0x72, 0]))])],
    ['long-name', model({ graph: [part(11, part(1, Buffer.alloc(17 * 2 ** 20)))] })],
  ];
  for (const [name, content] of cases) {
    const began = performance.now();
    const error = await malformed(`${name}.onnx`, content);
    assert.ok(error.message.length < 80, name);
    assert.ok(performance.now() - began < 8000, `${name}: ${performance.now() - began} ms`);
  }
});

test('random bytes and random damage never crash', async () => {
  const whole = model({
    graph: [
      node('Conv', ['a'], ['b']),
      tensor('w', [3]),
      part(11, ...valueInfo('images', [1, 3, 8, 8])),
    ],
    metadata: { a: 'b' },
  });
  let state = 7;
  for (let i = 0; i < 400; i++) {
    const damaged = Buffer.from(whole);
    for (let k = 0; k < 3; k++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      damaged[(state >>> 8) % damaged.length] = state >>> 24;
    }
    await readOnnxHeader(file('damaged.onnx', damaged)).catch((error: unknown) => {
      assert.ok(error instanceof MalformedError, String(error));
    });
  }
});
