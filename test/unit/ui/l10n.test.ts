import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { ENGLISH } from '../../../webview/detect/strings.ts';
import { ENGLISH as CHARTS } from '../../../webview/monitor/strings.ts';

type Strings = Readonly<Record<string, string>>;

const read = (path: string): Strings => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const blanks = (sentence: string): string[] => [...new Set(sentence.match(/\{\d\}/g))].sort();

/**
 * Calls of `vscode.l10n.t`, of `t` taken from it, or of `sentence`, which is translated where it is
 * shown; the sentence must be a literal.
 */
const CALL =
  /(?:\bl10n\.t|(?<![.\w])t|(?<![.\w]|function )sentence)\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[^)\s]?)/g;

async function sentencesInSource(): Promise<Map<string, string>> {
  const sentences = new Map<string, string>();
  for await (const file of glob('src/**/*.ts', { cwd: ROOT })) {
    const text = await readFile(join(ROOT, file), 'utf8');
    // The server speaks to programs, in English.
    if (file.startsWith(join('src', 'server'))) continue;
    if (!/l10n|\bsentence\(/.test(text)) continue;
    for (const [, literal = ''] of text.matchAll(CALL)) {
      const quoted = /^['"]/.test(literal);
      // The panel's own sentences go through as a variable, and so do those of servers; they are
      // listed in one place.
      if (quoted) sentences.set(literal.slice(1, -1).replace(/\\(.)/g, '$1'), file);
      else
        assert.match(
          file,
          /webviews\/|sentenceText|translated/,
          `${file} translates what is no literal`,
        );
    }
  }
  return sentences;
}

describe('translations', () => {
  const chinese = read('l10n/bundle.l10n.zh-cn.json');

  it('has every sentence of the source in Chinese, with the same blanks', async () => {
    const sentences = await sentencesInSource();
    assert.ok(sentences.size > 50, 'the search finds sentences');
    for (const [sentence, file] of sentences) {
      assert.notEqual(chinese[sentence] ?? '', '', `${file}: “${sentence}”`);
      assert.deepEqual(blanks(chinese[sentence] ?? ''), blanks(sentence), sentence);
    }
  });

  it('has no sentence that nobody says any more', async () => {
    const said = new Set<string>([
      ...(await sentencesInSource()).keys(),
      ...Object.values(ENGLISH),
      ...Object.values(CHARTS),
    ]);
    assert.deepEqual(
      Object.keys(chinese).filter((sentence) => !said.has(sentence)),
      [],
    );
  });

  it('has every string of the manifest in both languages, with the same commands', () => {
    const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
    const used = [...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key ?? '').sort();
    const [english, translated] = [read('package.nls.json'), read('package.nls.zh-cn.json')];
    assert.deepEqual(Object.keys(english).sort(), [...new Set(used)].sort());
    assert.deepEqual(Object.keys(translated), Object.keys(english));
    const links = (text: string): string[] => (text.match(/\(command:[\w.]+\)/g) ?? []).sort();
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(links(translated[key] ?? ''), links(text), key);
      assert.match(translated[key] ?? '', /\p{Script=Han}/u, key);
    }
  });
});
