import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { memoryOf, tightMemory, tightPercent, tightTotal } = await import(
  '../../../../src/ui/gpus/gpuText.ts'
);

const MIB = 2 ** 20;
const GIB = 2 ** 30;

test('figures of a row take as little room as they can, and say the same', () => {
  assert.equal(memoryOf(2150 * MIB, 4 * GIB), '2.1/4.0 GiB');
  assert.equal(tightMemory(2150 * MIB, 4 * GIB), '2.1/4G');
  assert.equal(tightMemory(3 * GIB, 5.5 * GIB), '3.0/5.5G');
  assert.equal(tightMemory(20 * GIB, 24_564 * MIB), '20/24G');
  assert.equal(tightMemory(23.9 * GIB, 24_564 * MIB), '23/24G');
  assert.equal(tightMemory(9.99 * GIB, 80 * GIB), '10/80G');
  assert.equal(tightMemory(140.3 * GIB, 140.4 * GIB), '140/140G');
  assert.equal(tightMemory(20.5 * GIB), '20G');
  assert.equal(tightTotal(24_564 * MIB), '24G');
  assert.equal(tightTotal(7.5 * GIB), '7.5G');
  assert.equal(tightMemory(100 * MIB, 512 * MIB), '100/512M');
  assert.equal(tightMemory(777 * MIB), '777M');
  assert.equal(tightMemory(0, 4 * GIB), '0.0/4G');
  assert.equal(tightPercent(0.634), '63%');
});

test('what is not told is said in words', () => {
  assert.equal(tightMemory(undefined, 4 * GIB), 'n/a of 4.0 GiB');
  assert.equal(tightMemory(undefined), 'n/a');
  assert.equal(tightPercent(undefined), 'n/a');
});
