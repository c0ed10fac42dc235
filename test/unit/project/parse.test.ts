import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import type { Problem } from '../../../src/project/problem.ts';
import { inEnglish } from '../../../src/text/sentence.ts';
import { project } from './project.ts';

/** The text that a problem underlines. */
const marked = (text: string, { offset, length }: Problem): string =>
  text.slice(offset, offset + length);

/** The text after the fix. */
const mended = (text: string, { fix }: Problem): string => {
  assert.ok(fix, 'there is a fix');
  return text.slice(0, fix.offset) + fix.text + text.slice(fix.offset + fix.length);
};

/** The only problem of a text. */
const onlyProblem = (text: string): Problem => {
  const { problems } = parseYoloJson(text);
  assert.deepEqual(problems.map(({ code }) => code).length, 1, JSON.stringify(problems));
  return problems[0] as Problem;
};

describe('reading yolo.json', () => {
  it('takes the sample workspace', () => {
    const text = readFileSync(join(ROOT, 'samples/parts/yolo.json'), 'utf8');
    const { value, problems } = parseYoloJson(text);
    assert.deepEqual(problems, []);
    assert.equal(value?.deployments['line-b']?.model, 'v10');
  });

  it('wants no more labels than a server can be told', () => {
    const labels = (count: number) =>
      Array.from({ length: count }, (_, i) => `label ${i}, of many`);
    const textOf = (names: string[]) => project({ a: { weights: 'a.onnx', names } });
    assert.deepEqual(parseYoloJson(textOf(labels(4000))).problems, []);
    const problem = onlyProblem(textOf(labels(8000)));
    assert.equal(problem.code, 'bad-value');
    assert.match(
      inEnglish(problem.message),
      /bytes long together, and a server can be told 120000/,
    );
  });

  it('takes comments, trailing commas, Windows line ends and a byte order mark', () => {
    const text = `\uFEFF// mine\r\n{ "name": "a", /* all */ "models": {},\r\n "deployments": {}, }\r\n`;
    const { value, problems } = parseYoloJson(text);
    assert.deepEqual(problems, []);
    assert.equal(value?.name, 'a');
  });

  it('gives objects that inherit nothing, so that no key means a method', () => {
    const text = project({ constructor: { weights: 'a.onnx' } }, {});
    const { value } = parseYoloJson(text);
    assert.equal(Object.getPrototypeOf(value?.models), null);
    assert.equal(value?.models['toString'], undefined);
    assert.deepEqual({ ...value?.models['constructor'] }, { weights: 'a.onnx' });
  });

  for (const [what, text, code] of [
    ['nothing', '', 'missing-key'],
    ['blanks', ' \n', 'missing-key'],
    ['no JSON', 'name: parts', 'syntax'],
    ['half of it', '{"name": "a", "models": {', 'syntax'],
    ['a list', '[]', 'wrong-type'],
    ['a number', '7', 'wrong-type'],
    ['null', 'null', 'wrong-type'],
    ['10 MB', `{"name": "${'a'.repeat(10_000_000)}"}`, 'too-large'],
    ['a million brackets', '['.repeat(1_000_000), 'too-deep'],
    ['a million braces', '{"a":'.repeat(200_000), 'too-deep'],
  ] as const) {
    it(`refuses ${what} within a moment`, () => {
      const began = performance.now();
      const { value, problems } = parseYoloJson(text);
      assert.equal(value, undefined);
      assert.ok(
        problems.some((problem) => problem.code === code),
        JSON.stringify(problems),
      );
      for (const { offset, length } of problems) assert.ok(offset + length <= text.length + 1);
      assert.ok(performance.now() - began < 5_000);
    });
  }

  it('tells no more than a hundred problems', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `"unknown-${index}": 1`);
    const { problems } = parseYoloJson(`{${keys.join(',')}}`);
    assert.equal(problems.length, 101);
    assert.equal(problems.at(-1)?.code, 'too-many');
  });

  it('mends a key that is nearly known', () => {
    const text = project(undefined, {
      a: { model: 'v8', stack: 'onnx', image: 'a:b', vrma: '2GiB' },
    });
    const problem = onlyProblem(text);
    assert.equal(problem.code, 'unknown-key');
    assert.equal(marked(text, problem), '"vrma"');
    assert.deepEqual(problem.path, ['deployments', 'a', 'vrma']);
    assert.ok(parseYoloJson(mended(text, problem)).value);
  });

  it('proposes no key for one that is far from all, nor one that is there already', () => {
    const base = { model: 'v8', stack: 'onnx', image: 'a:b', port: 5000 };
    for (const key of ['colour', 'ports', '__proto__']) {
      const entry = JSON.stringify(base).replace('}', `, ${JSON.stringify(key)}: 1}`);
      const text = `{"name":"a","models":{"v8":{"weights":"a.onnx"}},"deployments":{"a":${entry}}}`;
      assert.equal(onlyProblem(text).fix, undefined, key);
    }
  });

  it('mends the name of a model', () => {
    const models = { 'parts-v8': { weights: 'a.onnx' }, 'parts-v10': { weights: 'b.onnx' } };
    const text = project(models, { a: { model: 'part-v10', stack: 'onnx', image: 'a:b' } });
    const problem = onlyProblem(text);
    assert.equal(problem.code, 'unknown-model');
    assert.equal(marked(text, problem), '"part-v10"');
    assert.match(mended(text, problem), /"model": ?"parts-v10"/);
  });

  for (const [given, expected] of [
    ['"4GB"', '"4GiB"'],
    ['"4 gb"', '"4GiB"'],
    ['"4g"', '"4GiB"'],
    ['4', '"4GiB"'],
    ['4096', '"4GiB"'],
    ['5000', '"5000MiB"'],
    ['"512 mb"', '"512MiB"'],
    ['"1.5GB"', '"1.5GiB"'],
    ['"40 %"', '"40%"'],
    ['0.4', '"40%"'],
    ['"0GiB"', undefined],
    ['"-4GiB"', undefined],
    ['"140%"', undefined],
    ['"99999GiB"', undefined],
    ['"1e9GiB"', undefined],
    ['"4,5GiB"', '"4.5GiB"'],
    ['"1,024MiB"', undefined],
    ['"GiB"', undefined],
    ['"4GiB\\n"', '"4GiB"'],
    ['"lots"', undefined],
    ['1e300', undefined],
    ['null', undefined],
    ['{}', undefined],
  ] as const) {
    it(`says of a budget of ${given} ${expected ? `to write ${expected}` : 'that it is none'}`, () => {
      const text = `{"name":"a","models":{"v8":{"weights":"a.onnx"}},"deployments":{"a":{"model":"v8","stack":"onnx","image":"a:b","vram":${given}}}}`;
      const problem = onlyProblem(text);
      assert.equal(problem.code, 'bad-vram');
      const ofSize = /^"-?[0-9]+(GiB|%)"$/.test(given);
      const ofNumber = /^"(?:[0-9]+[,e][0-9]+|)[GM]iB"$/.test(given);
      const fault = ofNumber ? /number cannot be read/ : /unit is missing or unknown/;
      assert.match(inEnglish(problem.message), ofSize ? /of this size/ : fault);
      assert.equal(marked(text, problem), given);
      assert.equal(problem.fix?.text, expected);
    });
  }

  for (const [given, expected] of [
    ['yolov5', 'v5'],
    ['YOLOv5su', 'v8'],
    ['yolov7', 'v5'],
    ['YOLOv8', 'v8'],
    ['yolov8n-cls', 'classify'],
    ['v9', 'v8'],
    ['yolo11', 'v8'],
    ['YOLO11s-seg', 'v8'],
    ['v12', 'v8'],
    ['yolov10', 'end2end'],
    ['v10', 'end2end'],
    ['26', 'end2end'],
    ['yolo26', 'end2end'],
    ['YOLO-X', 'yolox'],
    ['end-2-end', 'end2end'],
    ['clasify', 'classify'],
    ['yolo', undefined],
    ['v99', undefined],
    ['v4-tiny', undefined],
  ] as const) {
    it(`says of the family ${given} ${expected ? `to write ${expected}` : 'which there are'}`, () => {
      const problem = onlyProblem(project({ a: { weights: 'a.onnx', family: given } }, {}));
      assert.equal(problem.code, 'bad-value');
      assert.match(inEnglish(problem.message), /v8 \(also for 9, 11 and 12\)/);
      assert.equal(problem.fix?.text, expected && JSON.stringify(expected));
    });
  }

  it('finds ports of two deployments that overlap, replicas counted', () => {
    const base = { model: 'v8', stack: 'onnx', image: 'a:b' };
    const text = project(undefined, {
      a: { ...base, port: 5000, replicas: 3 },
      b: { ...base, port: 5002 },
      c: { ...base, port: 5003 },
    });
    const problem = onlyProblem(text);
    assert.equal(problem.code, 'port-clash');
    assert.deepEqual(problem.path, ['deployments', 'b', 'port']);
    assert.match(inEnglish(problem.message), /“a” has 5000–5002 and this deployment 5002/);
    const again = parseYoloJson(mended(text, problem)).problems;
    assert.deepEqual(
      again.map(({ path }) => path[1]),
      ['c'],
      'the fix moves one at a time',
    );
  });

  it('notices two models in one image', () => {
    const models = { v8: { weights: 'a.onnx' }, v10: { weights: 'b.onnx' } };
    const base = { model: 'v8', stack: 'onnx' };
    const text = project(models, {
      a: { ...base, image: 'parts' },
      same: { ...base, image: 'parts:latest' },
      b: { ...base, model: 'v10', image: 'parts:latest' },
      c: { ...base, model: 'v10', image: 'parts:c' },
    });
    const [problem, ...others] = parseYoloJson(text).problems;
    assert.ok(problem);
    assert.deepEqual([problem.code, problem.severity, others], ['image-clash', 'warning', []]);
    assert.deepEqual(problem.path, ['deployments', 'b', 'image']);
    assert.match(inEnglish(problem.message), /parts:latest is that of “a” too/);
    assert.deepEqual(parseYoloJson(mended(text, problem)).problems, []);
  });

  it('knows that ports end', () => {
    const base = { model: 'v8', stack: 'onnx', image: 'a:b' };
    const text = project(undefined, { a: { ...base, port: 65_535, replicas: 2 } });
    assert.equal(onlyProblem(text).code, 'bad-port');
    assert.deepEqual(
      parseYoloJson(project(undefined, { a: { ...base, port: 65_535 } })).problems,
      [],
    );
  });

  it('warns of what is allowed but wrong, and gives the value all the same', () => {
    const base = { model: 'v8', stack: 'onnx', image: 'a:b' };
    for (const [entry, code] of [
      [{ ...base, port: 80 }, 'privileged-port'],
      [{ ...base, gpu: 'cpu', vram: '1GiB' }, 'vram-on-cpu'],
    ] as const) {
      const { value, problems } = parseYoloJson(project(undefined, { a: entry }));
      assert.ok(value);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity]),
        [[code, 'warning']],
      );
    }
  });

  it('says of a key that stands there twice that it does', () => {
    const text = '{"name":"a","name":"b","models":{},"deployments":{}}';
    assert.equal(onlyProblem(text).code, 'duplicate-key');
  });

  it('shows hostile texts short, on one line and without hidden characters', () => {
    for (const hostile of [
      'a\n\u202Eb',
      `$(rm -rf ~)${'x'.repeat(5_000)}`,
      '`id`;&|',
      '\u0000\u001B[2J',
    ]) {
      const text = project(
        { [hostile]: { weights: hostile } },
        {
          [hostile]: {
            model: hostile,
            stack: hostile,
            image: hostile,
            gpu: hostile,
            vram: hostile,
          },
        },
      );
      const { problems, value } = parseYoloJson(text);
      assert.equal(value, undefined);
      for (const { message } of problems) {
        const words = inEnglish(message);
        assert.doesNotMatch(words, /[\p{Cc}\p{Cf}]/u);
        assert.ok(words.length < 400, words);
      }
    }
  });
});
