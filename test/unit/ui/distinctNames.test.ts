import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinctNames } from '../../../src/ui/targets/distinctNames.ts';

test('names are as short as they may be', () => {
  const paths = ['/w/models/parts-v10.onnx', '/w/models/parts-v8.ONNX'];
  assert.deepEqual([...distinctNames(paths).values()].sort(), ['parts-v10', 'parts-v8']);
});

test('folders tell those of the same base name', () => {
  const [a, b, c, d] = [
    '/w/runs/exp/weights/best.onnx',
    '/w/runs/exp2/weights/best.onnx',
    'C:\\w\\other.onnx',
    '/best.onnx',
  ] as const;
  const names = distinctNames([a, b, c, d, a]);
  assert.equal(names.get(a), 'exp/weights/best');
  assert.equal(names.get(b), 'exp2/weights/best');
  assert.equal(names.get(c), 'other');
  assert.equal(names.get(d), '/best');
});

test('paths that are the ends of others do not loop', () => {
  assert.deepEqual([...distinctNames(['a.onnx', 'x/a.onnx']).values()].sort(), ['a', 'x/a']);
});
