import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownBlock, markdownText } from '../../../src/ui/models/markdownText.ts';

test('text from a file has no effect as Markdown or HTML', () => {
  const hostile =
    '![x](https://evil.test/p.png) <img src=x> [a](command:b) `c` | d\n# e &amp; \u202e $f$ ~g~';
  const safe = markdownText(hostile);
  assert.doesNotMatch(safe.replace(/&#\d+;/g, ''), /[![\]()<>`|\n#*_$~:&\u202e]/);
});

test('plain words stay readable', () => {
  assert.equal(markdownText('hex nut 12.5, M8/M10'), 'hex nut 12.5, M8/M10');
  assert.equal(markdownText('Schraube ü 螺栓'), 'Schraube ü 螺栓');
});

test('a block cannot be left early', () => {
  const [first, , , last] = markdownBlock('a\n````\n').split('\n');
  assert.equal(first, '`````text');
  assert.equal(last, '');
  assert.ok(markdownBlock('a\n````').endsWith('\n`````'));
});
