import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logEntry } from '../../../../src/ui/logs/logEntry.ts';

process.env['TZ'] = 'UTC';
const time = '2026-03-01T14:05:09.123456789Z';
const shown = (text: string) => logEntry({ text, time, stream: 'stdout' });
const CLOCK = '2026-03-01 14:05:09.123';

test('a line of a server: time, level, message, other fields', () => {
  const line = JSON.stringify({
    level: 'warn',
    time: '2026-03-01T14:05:10.500Z',
    deployment: 'line-a',
    request: 'r-1',
    status: 503,
    ok: false,
    nothing: null,
    file: 'a b.jpg',
    list: [1, 'x'],
    msg: 'queue full',
  });
  assert.deepEqual(shown(line), {
    level: 'warning',
    text: '2026-03-01 14:05:10.500 [warning] queue full status=503 ok=false file="a b.jpg" list=[1,"x"] request=r-1',
  });
});

test('levels in words and in pino’s numbers, and none', () => {
  const level = (value: unknown) => shown(JSON.stringify({ level: value, msg: 'm' })).level;
  assert.deepEqual(['INFO', 50, 'critical', 10, 'loud', undefined, 'constructor'].map(level), [
    'info',
    'error',
    'error',
    'trace',
    undefined,
    undefined,
    undefined,
  ]);
});

test('messages and fields of several lines are indented', () => {
  const line = JSON.stringify({ level: 'error', msg: 'a\nb', stack: 'Error: x\n    at y' });
  assert.equal(
    shown(line).text,
    `${CLOCK} [error] a\n    b\n    stack:\n    Error: x\n        at y`,
  );
});

test('what is no JSON object stays as it is', () => {
  for (const text of ['Traceback (most recent call last):', '{"a":', '[1]', '"x"', 'null']) {
    assert.deepEqual(shown(text), { level: undefined, text: `${CLOCK} ${text}` });
  }
});

test('nothing in a line reaches the reader’s screen but text', () => {
  const hostile = [
    '\u001b[31mred\u001b[0m',
    '\u001b]0;title\u0007t',
    '\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\',
    '\u009b2Jc1',
    'a\rb',
    'x\u202ey',
    '\u0000\u0008z',
    '\u001bPq#0\u001b\\d',
    '\u001b',
  ];
  for (const text of [...hostile, JSON.stringify({ level: 'info', msg: hostile.join(' ') })]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    assert.doesNotMatch(shown(text).text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  }
  assert.equal(shown(hostile[0] ?? '').text, `${CLOCK} red`);
  assert.equal(shown(hostile[1] ?? '').text, `${CLOCK} t`);
  assert.equal(shown(hostile[2] ?? '').text, `${CLOCK} link`);
});
