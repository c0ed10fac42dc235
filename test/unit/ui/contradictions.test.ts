import '../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SAMPLES } from '../../../scripts/paths.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { project } from '../project/project.ts';

const { contradictions } = await import('../../../src/ui/project/contradictions.ts');

const weights = 'models/parts-v10.onnx';
const skip = existsSync(join(SAMPLES, weights)) ? false : `no ${weights}`;

test('what a file does not bear out is underlined, with the reason', { skip }, async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const text = project({
    fits: { weights, names, imgsz: [320, 416], family: 'end2end', task: 'detect' },
    few: { weights, names: ['a'] },
    large: { weights, imgsz: 640 },
    other: { weights, task: 'detect', family: 'v8' },
    gone: { weights: 'gone.onnx', names },
    plain: { weights },
  });
  const found = await contradictions(parseYoloJson(text), SAMPLES);
  assert.deepEqual(
    found.map(({ offset, length }) => text.slice(offset, offset + length).replace(/\s/g, '')),
    ['["a"]', '640', '"v8"'],
  );
  assert.match(found[0]?.sentence ?? '', /5 classes, but 1 name is given/);
  assert.match(found[1]?.sentence ?? '', /takes pictures of 320 × 416/);
  assert.deepEqual(await contradictions(parseYoloJson('{"models": 5'), SAMPLES), []);
});
