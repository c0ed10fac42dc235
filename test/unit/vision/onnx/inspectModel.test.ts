import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ModelError } from '../../../../src/vision/modelError.ts';
import { inspectModel } from '../../../../src/vision/onnx/inspectModel.ts';
import { int, model, part, valueInfo } from './onnxWriter.ts';
import { FOLDER, file } from './temporary.ts';

async function refused(path: string, code: string, words: RegExp): Promise<void> {
  await assert.rejects(inspectModel(path), (error) => {
    assert.ok(error instanceof ModelError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    assert.match(error.message, /^[^\n]{20,300}\.$/);
    assert.ok(!error.message.includes(FOLDER), error.message);
    return true;
  });
}

function withData(...locations: readonly string[]): Buffer {
  const tensors = locations.map((location) =>
    part(5, part(8, 'w'), part(13, part(1, 'location'), part(2, location)), int(14, 1)),
  );
  return model({ graph: [...tensors, part(11, ...valueInfo('images', [1, 3, 64, 64]))] });
}

test('paths that lead to no file', async () => {
  await refused(join(FOLDER, 'none.onnx'), 'not-found', /none\.onnx does not exist/);
  mkdirSync(join(FOLDER, 'folder.onnx'));
  await refused(join(FOLDER, 'folder.onnx'), 'is-directory', /is a folder/);
  await refused('/dev/zero', 'unreadable', /not a regular file/);
});

// Root may read everything, so there is nothing to see.
test('a file without permission', {
  skip: process.getuid?.() === 0 && 'runs as root',
}, async () => {
  const path = file('secret.onnx', 'x');
  chmodSync(path, 0);
  await refused(path, 'unreadable', /permission denied/);
});

test('files of other kinds', async () => {
  const pt = Buffer.from('PK\x03\x04......................best/data.pkl', 'latin1');
  const cases: readonly (readonly [string, string | Buffer, string, RegExp])[] = [
    ['empty.onnx', '', 'empty', /0 bytes/],
    [
      'lfs.onnx',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9304071\n',
      'lfs-pointer',
      /9,304,071 bytes.*git lfs pull/,
    ],
    ['page.onnx', '\n\n <!DOCTYPE html>\n<html', 'html-page', /web page/],
    ['best.pt', pt, 'pytorch-weights', /yolo export model=best\.pt format=onnx/],
    ['my best.pt', pt, 'pytorch-weights', /yolo export model="my best\.pt" format=onnx/],
    [
      'renamed.onnx',
      pt,
      'pytorch-weights',
      /PyTorch.*rename it to renamed\.pt and .* yolo export model=renamed\.pt format=onnx/,
    ],
    ['old.onnx', Buffer.from([0x80, 2, 0x8a, 10]), 'pytorch-weights', /PyTorch/],
    ['models.onnx', Buffer.from('PK\x03\x04......'), 'not-onnx', /zip archive.*unpack it/],
    ['best.engine', Buffer.from([1, 2, 3, 4]), 'tensorrt-engine', /TensorRT engine/],
    ['engine.onnx', Buffer.from('ftrt....'), 'tensorrt-engine', /TensorRT engine/],
    ['lite.onnx', Buffer.from('\x1c\0\0\0TFL3'), 'not-onnx', /TensorFlow Lite/],
    ['gone.onnx', 'Entry not found', 'not-onnx', /text file that begins with "Entry not found"/],
    ['s3.onnx', '<?xml version="1.0"?><Error>', 'not-onnx', /XML/],
    ['zeros.onnx', Buffer.alloc(5000), 'not-onnx', /damaged/],
    ['ahead.onnx', model({ graph: [], opset: 27 }), 'opset-too-new', /opset 27.*up to 26/],
    ['half.onnx', withData().subarray(0, 20), 'truncated', /at least \d+ bytes, but has 20;/],
  ];
  for (const [name, content, code, words] of cases) await refused(file(name, content), code, words);
});

test('external data must lie beside the model', async () => {
  const outside = /outside its own folder/;
  for (const location of [
    '/etc/passwd',
    '../weights.bin',
    'a/../../b',
    'C:\\weights.bin',
    '..\\weights.bin',
    '\\\\host\\share',
    '*/_ORT_MEM_ADDR_/*',
  ]) {
    await refused(file('outside.onnx', withData(location)), 'external-data-outside', outside);
  }
  symlinkSync('/etc/hostname', join(FOLDER, 'link.bin'));
  await refused(file('link.onnx', withData('link.bin')), 'external-data-outside', outside);
  await refused(file('lost.onnx', withData('lost.bin')), 'external-data-missing', /"lost\.bin"/);
  file('here.bin', 'x');
  const header = await inspectModel(file('here.onnx', withData('here.bin', 'here.bin')));
  assert.deepEqual(header.externalData, ['here.bin']);
});

test('external data is found in attributes, subgraphs and functions too', async () => {
  const tensor = (field: number) =>
    part(field, part(13, part(1, 'location'), part(2, '/etc/passwd')));
  const subgraph = part(1, part(5, part(6, tensor(5))));
  const input = part(11, ...valueInfo('images', [1, 3, 64, 64]));
  for (const hidden of [part(1, part(5, tensor(5))), subgraph, part(15, tensor(1))]) {
    const path = file('hidden.onnx', model({ graph: [hidden, input] }));
    await refused(path, 'external-data-outside', /refused/);
  }
  const inFunction = Buffer.concat([
    model({ graph: [input] }),
    part(25, part(7, part(5, tensor(5)))),
  ]);
  await refused(file('function.onnx', inFunction), 'external-data-outside', /refused/);
});

test("data behind links, as in Hugging Face's cache", async () => {
  mkdirSync(join(FOLDER, 'blobs'));
  mkdirSync(join(FOLDER, 'snapshot'));
  writeFileSync(join(FOLDER, 'blobs/1'), withData('model.onnx_data'));
  writeFileSync(join(FOLDER, 'blobs/2'), 'x');
  symlinkSync('../blobs/1', join(FOLDER, 'snapshot/model.onnx'));
  symlinkSync('../blobs/2', join(FOLDER, 'snapshot/model.onnx_data'));
  const header = await inspectModel(join(FOLDER, 'snapshot/model.onnx'));
  assert.equal(header.file, 'model.onnx');
});
