import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDeployment, emptyYoloJson } from '../../../src/project/addDeployment.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';

const NEW = {
  name: 'line-b',
  entry: { model: 'v10', stack: 'onnx', image: 'parts:b', port: 5001 },
  model: { weights: 'models/b.onnx' },
} as const;

const TEXT = `// The belts of hall 2.
{
\t"name": "parts", // as on the door
\t"models": {
\t\t"v8": { "weights": "models/a.onnx" } // the old one
\t},
\t"deployments": {
\t\t"line-a": { "model": "v8",   "stack": "onnx", "image": "parts:a" }, // left
\t\t// more to come
\t},
}
`;

describe('adding a deployment', () => {
  it('changes nothing else: every line of before is still there, in order', () => {
    const after = addDeployment(TEXT, NEW);
    const lines = after.split('\n');
    let at = 0;
    for (const line of TEXT.split('\n')) {
      const plain = (text: string): string => text.replace('} //', '}, //');
      at = lines.findIndex((other, index) => index >= at && plain(other) === plain(line)) + 1;
      assert.ok(at > 0, `${line} in\n${after}`);
    }
    const { value, problems } = parseYoloJson(after);
    assert.deepEqual(problems, []);
    assert.deepEqual({ ...value?.deployments['line-b'] }, NEW.entry);
    assert.deepEqual(Object.keys(value?.models ?? {}), ['v8', 'v10']);
    assert.match(after, /^\t\t"line-b": \{\n\t\t\t"model"/m, 'in the indentation of the file');
  });

  it('keeps the line ends of Windows', () => {
    const after = addDeployment(TEXT.replaceAll('\n', '\r\n'), NEW);
    assert.deepEqual(after.match(/(?<!\r)\n/g), null);
  });

  for (const [what, text] of [
    ['an empty file of ours', emptyYoloJson('parts')],
    ['one on one line', '{"name":"parts","models":{"v8":{"weights":"a.onnx"}},"deployments":{}}'],
    ['without models', '{ "name": "parts" }'],
    [
      'with a comment in the way',
      '{"name":"p","models":{"v8":{"weights":"a.onnx"} /* x\ny */},"deployments":{}}',
    ],
  ] as const) {
    it(`works on ${what}`, () => {
      const { value, problems } = parseYoloJson(addDeployment(text, NEW));
      assert.deepEqual(problems, []);
      assert.equal(value?.models['v10']?.weights, 'models/b.onnx');
    });
  }

  it('replaces the one of that name', () => {
    const { value } = parseYoloJson(addDeployment(TEXT, { ...NEW, name: 'line-a' }));
    assert.deepEqual(Object.keys(value?.deployments ?? {}), ['line-a']);
    assert.equal(value?.deployments['line-a']?.port, 5001);
  });
});
