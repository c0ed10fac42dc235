import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Compile } from 'typebox/schema';
import { editorSchema } from '../../../schemas/editorSchema.ts';
import { ROOT } from '../../../scripts/paths.ts';
import { GPU_PATTERN } from '../../../src/project/checkValues.ts';
import { IMAGE_PATTERN } from '../../../src/project/imageReference.ts';
import { NAME_PATTERN } from '../../../src/project/names.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import { VRAM_PATTERN } from '../../../src/project/vramBytes.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(join(ROOT, 'schemas', name), 'utf8')) as Record<string, unknown>;

const schema = read('yolo.schema.json');
const validator = Compile(schema);

const MODEL = { weights: 'models/a.onnx' };
const DEPLOYMENT = { model: 'v8', stack: 'onnx', image: 'parts:a' };
const withModel = (model: unknown) => ({ name: 'parts', models: { v8: model }, deployments: {} });
const withDeployment = (more: object) => ({
  name: 'parts',
  models: { v8: MODEL },
  deployments: { a: { ...DEPLOYMENT, ...more } },
});
const named = (name: string) => ({ name, models: {}, deployments: {} });

const GOOD: readonly unknown[] = [
  named('a'),
  named('0_.-x'),
  named('a'.repeat(63)),
  { $schema: './yolo.schema.json', ...named('a') },
  withModel({ ...MODEL, family: 'v8', task: 'obb', names: ['a', 'b c'], imgsz: 640 }),
  withModel({ ...MODEL, imgsz: [320, 416] }),
  ...['a.onnx', './a.onnx', 'ä ö/#.pt', '..a/b', 'a/..b', 'c/d.onnx', '$(id).onnx'].map((weights) =>
    withModel({ weights }),
  ),
  ...[
    'a',
    'a/b:c',
    'reg.example:5000/a/b:v1',
    'localhost/a:T_1',
    'a__b:x',
    'a---b',
    '[::1]:5/a',
  ].map((image) => withDeployment({ image })),
  ...[
    0,
    7,
    'auto',
    'spread',
    'pack',
    'cpu',
    'GPU-8f1d9a2c-0000-1111-2222-333344445555',
    'MIG-GPU-8f1d9a2c/1/0',
  ].map((gpu) => withDeployment({ gpu })),
  ...['4GiB', '1.5GiB', '512MiB', '40%', '100%', '0.5%'].map((vram) => withDeployment({ vram })),
  withDeployment({ port: 1024, replicas: 64, stage: 'prod' }),
];

const BAD: readonly unknown[] = [
  [],
  null,
  'a',
  {},
  { name: 'a' },
  { ...named('a'), more: 1 },
  ...['', 'A', '-a', 'a b', 'a\n', 'a;b', '$(id)', 'a'.repeat(64), '../a'].map(named),
  { ...named('a'), name: 5 },
  { ...named('a'), models: [] },
  { name: 'a', models: { 'V 8': MODEL }, deployments: {} },
  ...[
    '',
    '/a.onnx',
    '../a.onnx',
    'a/../../b',
    'a/..',
    'C:/a.onnx',
    'a\\b',
    '~/a',
    'a/',
    '.',
    'a\nb',
  ].map((weights) => withModel({ weights })),
  withModel({}),
  withModel('a.onnx'),
  withModel({ ...MODEL, family: 'v9' }),
  withModel({ ...MODEL, task: 'Detect' }),
  withModel({ ...MODEL, names: [] }),
  withModel({ ...MODEL, names: ['a\n'] }),
  withModel({ ...MODEL, names: { 0: 'a' } }),
  ...[0, 31, 4097, 1e9, 640.5, '640', [640], [1, 2, 3], [640, 'a']].map((imgsz) =>
    withModel({ ...MODEL, imgsz }),
  ),
  ...[
    '',
    'A:b',
    'a b',
    'a:',
    'a::b',
    'a:-b',
    'a/',
    '/a',
    'a..b',
    'a:b@sha256:0',
    'a;id',
    'a\n',
  ].map((image) => withDeployment({ image })),
  ...[-1, 1.5, 256, '0', 'all', 'GPU', 'GPU-1;2', true, null].map((gpu) => withDeployment({ gpu })),
  ...['4GB', '4', 4, 0, '0GiB', '0.0%', '101%', '1000GiB', '4gib', ' 4GiB', '-1GiB', '4GiB\n'].map(
    (vram) => withDeployment({ vram }),
  ),
  ...[0, -1, 65_536, 5000.5, '5000', 1e300].map((port) => withDeployment({ port })),
  ...[0, -1, 65, 1.5, '2', 1e300].map((replicas) => withDeployment({ replicas })),
  withDeployment({ stage: 'live' }),
  withDeployment({ stack: 'tflite' }),
  { ...withDeployment({}), deployments: { a: { model: 'v8' } } },
];

describe('the schema of yolo.json', () => {
  it('and the reader agree on good files', () => {
    for (const value of GOOD) {
      const text = JSON.stringify(value);
      assert.ok(validator.Check(value), `schema: ${text}`);
      assert.deepEqual(parseYoloJson(text).problems, [], text);
    }
  });

  it('and the reader agree on bad files', () => {
    for (const value of BAD) {
      const text = JSON.stringify(value);
      assert.ok(!validator.Check(value), `schema: ${text}`);
      assert.equal(parseYoloJson(text).value, undefined, `reader: ${text}`);
    }
  });

  it('has the patterns of the code', () => {
    const text = JSON.stringify(schema);
    for (const pattern of [NAME_PATTERN, IMAGE_PATTERN, VRAM_PATTERN, GPU_PATTERN]) {
      assert.ok(text.includes(JSON.stringify(pattern)), pattern);
    }
  });

  it('explains every key', () => {
    const { definitions, properties } = schema as Record<string, Record<string, object>>;
    const keys = [properties, ...Object.values(definitions ?? {})].flatMap((part) =>
      Object.entries((part as { properties?: object })?.properties ?? {}),
    );
    assert.ok(keys.length > 10);
    for (const [key, value] of keys) {
      assert.ok('description' in value || 'markdownDescription' in value, key);
    }
  });

  it('for the editor is made from it (npx node schemas/editorSchema.ts)', () => {
    assert.deepEqual(read('yolo.editor.schema.json'), editorSchema(schema));
  });

  it('for the editor forbids nothing, since the extension says what is wrong', () => {
    const lenient = Compile(editorSchema(schema));
    for (const value of BAD) assert.ok(lenient.Check(value), JSON.stringify(value));
  });
});
