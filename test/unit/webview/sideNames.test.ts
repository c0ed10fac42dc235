import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sideNames } from '../../../webview/detect/logic/sideNames.ts';

test('two sides are called by their models, or by their places where the models have one name', () => {
  const here = { id: 'local:a', label: 'press', place: 'Local (CPU)' };
  const there = { id: 'container:a', label: 'press', place: 'Container (CPU) · :5002' };
  assert.deepEqual(sideNames(here, { ...there, label: 'paint' }), ['press', 'paint']);
  assert.deepEqual(sideNames(here, there), ['Local (CPU)', 'Container (CPU) · :5002']);
  assert.deepEqual(sideNames(here, undefined), ['press', undefined]);
});
