import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ignoreRules } from '../../../src/engine/ignoreRules.ts';

/** A rule, what it fits, and what it does not. */
const CASES: readonly [rule: string, fits: readonly string[], not: readonly string[]][] = [
  ['a.txt', ['a.txt', 'a.txt/inside'], ['aXtxt', 'sub/a.txt', 'a.txt2']],
  ['/sub/', ['sub', 'sub/a'], ['a/sub']],
  ['./sub/../b', ['b'], ['sub']],
  ['*.txt', ['a.txt', '.txt', 'a.txt/b'], ['sub/a.txt', 'a.txtx']],
  ['*/b?', ['a/bc', 'a/bc/d'], ['a/b', 'bc', 'a/c/bc', 'a/b/']],
  ['**', ['a', 'a/b/c'], []],
  ['**/*.onnx', ['a.onnx', 'a/b.onnx', 'a/b/c.onnx'], ['a.onnxx', 'onnx']],
  ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['a/bz', 'z']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['**b', ['b', 'x/b'], ['xb', 'x/yb']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x', '-x']],
  ['[^a]x', ['bx'], ['ax', '/x']],
  ['\\*a', ['*a'], ['ba']],
  ['[a', [], ['a', '[a']],
  ['a+(b)$', ['a+(b)$'], ['aab']],
  ['# note', [], ['# note', '#', 'note']],
];

describe('the rules of a .dockerignore', () => {
  for (const [rule, fits, not] of CASES) {
    it(`fit what they are to: ${rule}`, () => {
      const rules = ignoreRules(`${rule}\r\n\n`);
      assert.deepEqual([...fits, ...not].filter(rules.ignores), fits);
    });
  }

  it('count in their order, the last one that fits', () => {
    const rules = ignoreRules('*\n! sub/*.txt\nsub/b.txt\n');
    const paths = ['a', 'sub', 'sub/a.txt', 'sub/b.txt', 'sub/c.md'];
    assert.deepEqual(
      paths.filter((path) => !rules.ignores(path)),
      ['sub/a.txt'],
    );
    assert.deepEqual(rules.exceptions, ['sub/*.txt']);
  });

  it('are decided on whatever they say', () => {
    // By going one way through the pattern after another this would not end.
    const rules = ignoreRules(`${'*a'.repeat(30)}*b\n${'**/a'.repeat(30)}/b`);
    assert.equal(rules.ignores('a'.repeat(250)), false);
    assert.equal(rules.ignores(`${'a'.repeat(250)}b`), true);
  });
});
