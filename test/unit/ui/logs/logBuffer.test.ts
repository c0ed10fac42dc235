import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogBuffer } from '../../../../src/ui/logs/logBuffer.ts';

test('what is older than the bound is forgotten, the newest never', () => {
  const buffer = new LogBuffer(100, 50);
  for (let i = 0; i < 1_000; i++) buffer.add({ level: 'info', text: `entry ${i}` });
  const text = buffer.text('trace');
  assert.ok(text.length <= 100 && text.length >= 30, String(text.length));
  assert.ok(text.endsWith('entry 999\n'));
  buffer.add({ level: 'info', text: 'x'.repeat(200) });
  assert.equal(buffer.text('trace'), `${'x'.repeat(200)}\n`);
});

test('shows a level and those above, and what has none', () => {
  const buffer = new LogBuffer();
  assert.equal(buffer.isEmpty, true);
  buffer.add({ level: 'debug', text: 'd' });
  buffer.add({ level: 'warning', text: 'w' });
  buffer.add({ level: undefined, text: 'plain' });
  buffer.add({ level: 'error', text: 'e' });
  assert.equal(buffer.isEmpty, false);
  assert.equal(buffer.text('warning'), 'w\nplain\ne\n');
  assert.equal(buffer.text('trace'), 'd\nw\nplain\ne\n');
});
