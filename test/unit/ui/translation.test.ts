import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { imageFormat } from '../../../src/vision/image/imageFormat.ts';
import { classNames } from '../../../src/vision/onnx/classNames.ts';
import { foreignFile } from '../../../src/vision/onnx/foreignFile.ts';
import { outOfMemory } from '../../../src/vision/onnx/outOfMemory.ts';
import { unknownLayout, wronglyStated } from '../../../src/vision/onnx/unknownLayout.ts';
import { useBundle } from '../../support/panelPreview/fakeVscode.ts';

const { PARTS } = await import('../../../src/ui/translation/parts.ts');
const { Template } = await import('../../../src/ui/translation/template.ts');
const { recognised, translated } = await import('../../../src/ui/translation/translated.ts');

/** An error's code and, behind it, its sentence. */
const CODED = /'([a-z0-9]+(?:[-_][a-z0-9]+)*)',\s*(`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*')/g;
/** What the panel's questions are never answered with. */
const NOT_OURS =
  /^(bad_request|bad_parameter|not_found|method_not_allowed|uri_too_long|expectation_failed)$/;
const FILES = 'src/{vision,server,contract}/**/*.ts';
const ELSEWHERE =
  /server[\\/](v2|app|connection|listen|metrics|option|parameter|predictionRequest|routes)|openApi|schema[\\/]/;
/** Put together of parts, which the next test does; or about forms, which the panel never sends. */
const APART = /^B1 B2[ ,:]|memory B1 B2|but B3 given|^The Content-Type/;

/** A sentence as the program would say it: anything in its blanks. */
function said(literal: string): string {
  let blank = 0;
  return literal
    .slice(1, -1)
    .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, () => `B${++blank}`)
    .replaceAll(/\\(.)/g, '$1');
}

async function sentencesInSource(): Promise<Map<string, string>> {
  const sentences = new Map<string, string>();
  for await (const file of glob(FILES, { cwd: ROOT })) {
    if (ELSEWHERE.test(file)) continue;
    const text = await readFile(join(ROOT, file), 'utf8');
    const coded = [...text.matchAll(CODED)].filter(([, code = '']) => !NOT_OURS.test(code));
    const named = text.matchAll(/(?:const message =|return)\s*()(`(?:[^`\\]|\\.)*`);/g);
    for (const [, , literal = ''] of [...coded, ...named]) {
      const sentence = said(literal);
      // Sentences end in a full stop; those that are all blanks are put together of parts.
      if (/[a-z] .*\.$/.test(sentence) && !APART.test(sentence)) {
        sentences.set(sentence, file);
      }
    }
  }
  return sentences;
}

/** Recognised, with what fills its blanks either known or not of our making. */
function assertKnown(message: string): void {
  const known = recognised(message);
  assert.ok(known, `“${message}” is in no list of src/ui/translation`);
}

describe('sentences of servers and model files', () => {
  it('are all known to the translation', async () => {
    const sentences = await sentencesInSource();
    assert.ok(sentences.size > 50, `only ${sentences.size} were found`);
    const missing = [...sentences].filter(([sentence]) => recognised(sentence) === undefined);
    assert.deepEqual(missing, []);
  });

  it('are known where they are put together', () => {
    const heads: [string, string][] = [
      ['a.onnx', 'version https://git-lfs.github.com/spec/v1\nsize 123456\n'],
      ['a.onnx', 'version https://git-lfs.github.com/spec/v1\n'],
      ['a.onnx', '<!doctype html>'],
      ['a.engine', '\0'],
      ['best.pt', '\0'],
      ['best.onnx', 'PK\x03\x04 data.pkl'],
      ['a.onnx', 'PK\x03\x04'],
      ['a.onnx', '\x1f\x8b'],
      ['a.onnx', '\x89PNG'],
      ['a.onnx', '<net>'],
      ['a.onnx', 'hello world'],
    ];
    for (const [file, head] of heads) {
      const foreign = foreignFile(file, Buffer.from(head, 'latin1'));
      assert.ok(foreign, head);
      assertKnown(`${file} ${foreign.what}, not an ONNX model: ${foreign.advice}.`);
    }
    const output = { name: 'o', type: 'float32', shape: [1, 7, 9] } as const;
    const open = { ...output, shape: [1, undefined, 9] };
    const [header, stated] = [{ file: 'a.onnx' }, { family: 'v8' as const, task: 'pose' as const }];
    const whats = [undefined, 'is an RT-DETR detector', 'is made for the task "depth"'];
    for (const what of [...whats, 'looks like a classifier, but does not say so']) {
      for (const outputs of [[output], [open], [output, output]]) {
        const { message } = unknownLayout(header, outputs, what);
        const parts = recognised(message)?.filled ?? [];
        const [advice = ''] = parts.slice(-1);
        assert.ok(isPart(advice), `${message}\n${advice}`);
      }
    }
    for (const cause of ['bad_alloc', 'Failed to allocate memory for requested buffer of size 9']) {
      for (const doing of ['to load', 'to run']) {
        assertKnown(outOfMemory(new Error(cause), header, doing).message);
      }
    }
    for (const names of [['a'], ['a', 'b']]) {
      assert.throws(
        () => classNames('a.onnx', 3, { names: undefined } as never, { names }),
        ({ message }: Error) => {
          assertKnown(message);
          return true;
        },
      );
    }
    const natural = { family: 'v5' as const, channels: { task: 'detect' as const } };
    assertKnown(wronglyStated(header, [output], stated, natural).message);
    assertKnown(wronglyStated(header, [output], stated).message);
    for (const bytes of [
      'BM',
      '%PDF',
      '8BPS',
      '\xff\x0a',
      '\x1f\x8b',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ]) {
      try {
        imageFormat(Buffer.from(bytes, 'latin1'));
        assert.fail(bytes);
      } catch (error) {
        const filled = recognised((error as Error).message)?.filled;
        assert.ok(filled && isPart(filled[0] ?? ''), (error as Error).message);
      }
    }
  });

  it('are told in the language of the user', async () => {
    const sentence =
      'a.onnx is a gzip archive, not an ONNX model: unpack it and choose the .onnx file in it.';
    assert.equal(translated(sentence), sentence);
    useBundle(JSON.parse(await readFile(join(ROOT, 'l10n/bundle.l10n.zh-cn.json'), 'utf8')));
    assert.equal(
      translated(sentence),
      'a.onnx 是 gzip 压缩包，不是 ONNX 模型：请解压并选择其中的 .onnx 文件。',
    );
    assert.equal(translated('Something else.'), 'Something else.');
  });

  it('are matched with their blanks, in any order, and nothing else is', () => {
    const template = new Template('{1} of {0}: {2}.');
    assert.deepEqual(template.match('2 of a.onnx: x: y.'), ['a.onnx', '2', 'x: y']);
    assert.equal(template.match('2 of a.onnx, x.'), undefined);
    assert.equal(new Template('{0} is{1}.').match(' is.')?.join('|'), '|');
    assert.equal(new Template('aa{0}aa').match('aaa'), undefined);
    const hostile = 'of : '.repeat(400_000);
    assert.equal(template.match(hostile), undefined);
    assert.equal(recognised(hostile), undefined);
  });
});

function isPart(word: string): boolean {
  return PARTS.some(({ text }) => text === word);
}
