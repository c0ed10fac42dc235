import assert from 'node:assert/strict';
import { it } from 'node:test';
import { exportMetadata, MOST_CLASSES } from '../../../../src/vision/onnx/exportMetadata.ts';
import type { OnnxHeader } from '../../../../src/vision/types.ts';

const read = (metadata: Readonly<Record<string, string>>) =>
  exportMetadata({ metadata: new Map(Object.entries(metadata)) } as unknown as OnnxHeader);

it('survives more names than any model has', () => {
  assert.equal(read({ names: `[${'0,'.repeat(500_000)}]` }).names, undefined);
  assert.equal(read({ names: `[${'0,'.repeat(MOST_CLASSES)}]` }).names?.length, MOST_CLASSES);
});
