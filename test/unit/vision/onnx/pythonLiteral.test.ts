import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Literal } from '../../../../src/vision/onnx/pythonLiteral.ts';
import { readLiteral } from '../../../../src/vision/onnx/pythonLiteral.ts';

/** Mulberry32: the same sequence on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below;
  };
}

const PIECES = [
  "'",
  '"',
  '\\',
  '{',
  '}',
  ',',
  ':',
  '[',
  '0',
  'é',
  '人',
  '🚗',
  '\n',
  '\t',
  '\x07',
  ' ',
  'car',
  '#',
  '\u00ad',
  '\ud83d',
];

function randomText(random: (below: number) => number): string {
  return Array.from(
    { length: random(8) },
    () => PIECES[Math.floor(random(PIECES.length))] ?? '',
  ).join('');
}

function randomValue(random: (below: number) => number, depth = 0): Literal {
  const kind = Math.floor(random(depth > 4 ? 6 : 9));
  if (kind === 0) return null;
  if (kind === 1) return random(2) < 1;
  if (kind === 2) return Math.floor(random(2e6) - 1e6);
  if (kind === 3) return (random(2) - 1) * 10 ** Math.floor(random(40) - 20);
  if (kind < 6) return randomText(random);
  if (kind < 8) return Array.from({ length: random(5) }, () => randomValue(random, depth + 1));
  return new Map(
    Array.from({ length: random(5) }, (_, i) => [
      random(2) < 1 ? i : randomText(random),
      randomValue(random, depth + 1),
    ]),
  );
}

/** Python's `repr()`. */
function repr(value: Literal, tuples: boolean): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return reprNumber(value);
  if (typeof value === 'string') return reprText(value);
  if (value instanceof Map) {
    return `{${[...value].map(([k, v]) => `${repr(k, tuples)}: ${repr(v, tuples)}`).join(', ')}}`;
  }
  const items = (value as readonly Literal[]).map((item) => repr(item, tuples));
  if (!tuples) return `[${items.join(', ')}]`;
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

function reprNumber(value: number): string {
  return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
}

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = Array.from(text, (character) => {
    if (character === quote || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    const code = character.codePointAt(0) ?? 0;
    if (code < 32) return `\\x${code.toString(16).padStart(2, '0')}`;
    if (code === 0xad) return '\\xad';
    if (code >= 0xd800 && code < 0xe000) return `\\u${code.toString(16)}`;
    return character;
  });
  return quote + body.join('') + quote;
}

test('reads back what repr() writes, for 5000 random values', () => {
  const random = randomFrom(20260);
  for (let i = 0; i < 5000; i++) {
    const value = randomValue(random);
    const text = repr(value, i % 2 === 0);
    assert.deepEqual(readLiteral(text), value, text);
  }
});

test('reads the metadata of real exports', () => {
  assert.deepEqual(readLiteral('[640, 384]'), [640, 384]);
  assert.deepEqual(
    readLiteral("{0: 'person', 1: 'NO-Safety Vest'}"),
    new Map([
      [0, 'person'],
      [1, 'NO-Safety Vest'],
    ]),
  );
  assert.deepEqual(
    readLiteral("{'batch': 1, 'half': False, 'opset': None, 'nms': False}"),
    new Map<string, Literal>([
      ['batch', 1],
      ['half', false],
      ['opset', null],
      ['nms', false],
    ]),
  );
});

test('reads odd names', () => {
  assert.deepEqual(
    readLiteral(
      `{0: '0', 1: "driver's \\"seat\\"", 2: 'a, b}', 3: 'Straße', 4: '\\u4eba\\x41\\101\\N'}`,
    ),
    new Map([
      [0, '0'],
      [1, 'driver\'s "seat"'],
      [2, 'a, b}'],
      [3, 'Straße'],
      [4, '人AA\\N'],
    ]),
  );
  assert.equal(readLiteral(`'''it's\n"so"'''`), 'it\'s\n"so"');
  assert.equal(readLiteral("''"), '');
  assert.equal(readLiteral("'\\U0001F697'"), '🚗');
});

test('reads tuples, special numbers and trailing commas', () => {
  assert.deepEqual(readLiteral('()'), []);
  assert.deepEqual(readLiteral('(1,)'), [1]);
  assert.equal(readLiteral('(1)'), 1);
  assert.deepEqual(readLiteral('[1e-05, -inf, inf, .5, 3.]'), [1e-5, -Infinity, Infinity, 0.5, 3]);
  assert.ok(Number.isNaN(readLiteral('nan')));
});

test('reads JSON', () => {
  const value = { names: { 0: 'a/b', 1: '\u{1f697}' }, list: [true, false, null, -1.5e3] };
  const text = JSON.stringify(value).replace('a/b', 'a\\/b').replace('🚗', '\\ud83d\\ude97');
  assert.deepEqual(
    readLiteral(text),
    new Map<string, Literal>([
      [
        'names',
        new Map([
          ['0', 'a/b'],
          ['1', '🚗'],
        ]),
      ],
      ['list', [true, false, null, -1500]],
    ]),
  );
});

test('anything else is undefined', () => {
  for (const text of [
    '',
    'detect',
    "{0: 'a'",
    '[1 2]',
    "'a",
    '{[1]: 2}',
    '{1}',
    "'\\x4'",
    "'\\U99999999'",
    'print(1)',
    '[1]]',
    '[,]',
    '{,}',
    '--1',
    "b'a'",
  ]) {
    assert.equal(readLiteral(text), undefined, text);
  }
});

test('depth and length are bounded', () => {
  assert.equal(readLiteral('['.repeat(1_000_000)), undefined);
  assert.equal(readLiteral('['.repeat(33) + ']'.repeat(33)), undefined);
  assert.notEqual(readLiteral('['.repeat(32) + ']'.repeat(32)), undefined);
  assert.equal(readLiteral(`'${'a'.repeat(4 * 1024 * 1024)}'`), undefined);
});
