import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CUDA_IMAGE } from '../../../scripts/engine/baseImages.ts';
import { PYTORCH_IMAGE } from '../../../scripts/engine/pytorchBase.ts';
import { ROOT } from '../../../scripts/paths.ts';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

/** Files that a Dockerfile of ours is made of, or makes one. */
const SOURCES = [
  read('snippets', 'dockerfile.json'),
  read('templates', 'onnx', 'Dockerfile.cuda'),
  read('templates', 'pytorch', 'Dockerfile.pytorch'),
  read('templates', 'pytorch', 'requirements-pytorch.txt'),
  read('templates', 'tensorrt', 'Dockerfile.tensorrt'),
  read('templates', 'tensorrt', 'requirements-export.txt'),
  read('templates', 'tensorrt', 'requirements-tensorrt.txt'),
].join('\n');

/** What templates and snippets take by default. */
const SAME: Readonly<Record<string, RegExp>> = {
  'image of PyTorch': /ARG PYTORCH_IMAGE=(?:\$\{\d:)?([^\s"}]+)/g,
  'image of CUDA': /ARG CUDA_IMAGE=(?:\$\{\d:)?([^\s"}]+)/g,
  Ultralytics: /(?:ARG ULTRALYTICS_VERSION=|ultralytics==\$\{\d:)([\d.]+)/g,
  OpenCV: /opencv-python-headless==([\d.]+)/g,
  ONNX: /\bonnx==([\d.]+)/g,
  onnxslim: /onnxslim==([\d.]+)/g,
};

for (const [what, pattern] of Object.entries(SAME)) {
  test(`templates and snippets have one version: ${what}`, () => {
    const versions = [...SOURCES.matchAll(pattern)].map(([, version]) => version);
    assert.ok(versions.length > 1, 'templates and snippets name it');
    assert.deepEqual([...new Set(versions)], [versions[0]]);
  });
}

test('tests stand in for the images that templates take', () => {
  assert.ok(SOURCES.includes(`ARG PYTORCH_IMAGE=${PYTORCH_IMAGE}\n`));
  assert.ok(SOURCES.includes(`ARG CUDA_IMAGE=${CUDA_IMAGE}\n`));
  const release = /:([\d.]+)-/.exec(PYTORCH_IMAGE)?.[1];
  assert.ok(SOURCES.includes(`ARG TENSORRT_IMAGE=nvcr.io/nvidia/tensorrt:${release}-py3\n`));
});
