import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { ENGLISH } from '../../../webview/detect/strings.ts';

const chinese: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);
const blanks = (sentence: string): string[] => (sentence.match(/\{\d\}/g) ?? []).sort();

describe('strings of the panel', () => {
  for (const sentence of new Set(Object.values(ENGLISH))) {
    it(`has “${sentence}” in Chinese, with the same blanks`, () => {
      assert.deepEqual(blanks(chinese[sentence] ?? ''), blanks(sentence));
      assert.notEqual(chinese[sentence] ?? '', '');
    });
  }
});
