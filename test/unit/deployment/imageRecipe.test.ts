import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { imageRecipe } from '../../../src/deployment/imageRecipe.ts';

const TEMPLATES = join(ROOT, 'templates');
const template = (path: string): string => readFileSync(join(TEMPLATES, path), 'utf8');

describe('what an image is made of', () => {
  let folder: string;
  let server: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yolo-recipe-'));
    server = mkdtempSync(join(tmpdir(), 'yolo-recipe-server-'));
    for (const name of ['server.js', 'package.json', 'package-lock.json']) {
      writeFileSync(join(server, name), name);
    }
    write({ 'models/parts.onnx': 'parts', 'models/other.onnx': 'other', 'other.pt': 'weights' });
  });

  function write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }

  const recipe = (stack: 'onnx' | 'tensorrt' = 'onnx') =>
    imageRecipe(
      {
        image: 'parts:lab',
        stack,
        device: 'cpu',
        model: { path: join(folder, 'models', 'parts.onnx') },
        folder,
      },
      { templates: TEMPLATES, server },
    );

  async function weights(stack: 'onnx' | 'tensorrt' = 'onnx'): Promise<string[]> {
    const { context } = (await recipe(stack)).request;
    return context.map(({ path }) => path).filter((path) => /(?:onnx|pt)$/.test(path));
  }

  it('is one model, once, in a scaffolded folder; other weights change nothing', async () => {
    write({
      Dockerfile: template('onnx/Dockerfile'),
      '.dockerignore': template('onnx/.dockerignore'),
    });
    assert.deepEqual(await weights(), ['parts.onnx']);
    const { hash } = await recipe();
    write({ 'models/other.onnx': 'other, better' });
    assert.equal((await recipe()).hash, hash);
    write({ 'models/parts.onnx': 'parts, better' });
    assert.notEqual((await recipe()).hash, hash);
  });

  it('is one model in a folder scaffolded for TensorRT', async () => {
    write({
      'Dockerfile.tensorrt': template('tensorrt/Dockerfile.tensorrt'),
      'Dockerfile.tensorrt.dockerignore': '**\n!**/*.onnx\n!**/*.pt\n',
    });
    assert.deepEqual(await weights('tensorrt'), ['parts.onnx']);
  });

  for (const [how, line, expected] of [
    ['names', 'COPY models/other.onnx /', ['models/other.onnx']],
    ['fits with a wildcard', 'COPY ["mod*/o*", "/"]', ['models/other.onnx']],
    ['takes the folder of', 'COPY ./models/ /', ['models/other.onnx', 'models/parts.onnx']],
    ['names by an argument', 'ARG W=other\nADD --chown=1 $W.pt /', ['other.pt']],
    ['takes all with', 'COPY . .', ['models/other.onnx', 'models/parts.onnx', 'other.pt']],
    [
      'mounts',
      'RUN --mount=target=/x cp /x/other.pt /',
      ['models/other.onnx', 'models/parts.onnx', 'other.pt'],
    ],
    ['takes elsewhere', 'COPY --from=base other.pt /\nRUN --mount=type=cache,target=/x ls', []],
  ] as const) {
    it(`has the weights that a Dockerfile ${how}`, async () => {
      write({ Dockerfile: `FROM scratch\n${line}\n`, '.dockerignore': 'Dockerfile\n' });
      assert.deepEqual(await weights(), [...expected, 'parts.onnx']);
    });
  }

  it('tells weights apart by names in any script, with nothing else in them', async () => {
    const name = async (file: string): Promise<string> => {
      write({ [file]: 'parts' });
      const { request } = await imageRecipe(
        {
          image: 'parts:lab',
          stack: 'onnx',
          device: 'cpu',
          model: { path: join(folder, file) },
          folder,
        },
        { templates: TEMPLATES, server },
      );
      const path = request.buildArgs?.['MODEL'] ?? '';
      assert.ok(request.context.some((one) => one.path === path));
      return path;
    };
    assert.equal(await name('最佳 权重.onnx'), '最佳_权重.onnx');
    assert.equal(await name('最新 权重.onnx'), '最新_权重.onnx');
    assert.equal(await name('e\u0301te\u0301.onnx'), 'été.onnx');
    assert.equal(await name('a"$(id)`\\[b]*?\u202e.onnx'), 'a___id____b____.onnx');
  });

  it('says when an image was made and its version, where the Dockerfile asks for that', async () => {
    const { IMAGE_CREATED, IMAGE_VERSION } = (await recipe()).request.buildArgs ?? {};
    assert.equal(IMAGE_VERSION, 'lab');
    assert.ok(Date.parse(IMAGE_CREATED ?? '') > 0);
    write({ Dockerfile: 'FROM scratch\n' });
    assert.deepEqual(Object.keys((await recipe()).request.buildArgs ?? {}), ['MODEL']);
  });

  it('has no Dockerfile from outside of the folder', async () => {
    symlinkSync('/etc/hosts', join(folder, 'Dockerfile'));
    await assert.rejects(recipe(), /Dockerfile is a link that leads out of its folder/);
  });

  it('has no Dockerfile that is a folder', async () => {
    write({ 'Dockerfile/a': '' });
    await assert.rejects(recipe(), /Dockerfile is not a file\. Rename or remove/);
  });
});
