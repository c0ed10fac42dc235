import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Docker from 'dockerode';
import { startEngine, type TestEngine } from '../../scripts/engine/engineHost.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { loadPytorchBase, PYTORCH_IMAGE } from '../../scripts/engine/pytorchBase.ts';
import { ROOT, SAMPLES } from '../../scripts/paths.ts';
import { startServer } from '../../scripts/server/serverProcess.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import type { Client } from '../../src/contract/client.ts';
import type { Result } from '../../src/contract/schema/predict.ts';
import { exportRequest, takeExported } from '../../src/deployment/exportOnnx.ts';
import { imageRecipe } from '../../src/deployment/imageRecipe.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Stack } from '../../src/project/yoloJson.ts';
import { readOnnxHeader } from '../../src/vision/onnx/readOnnxHeader.ts';
import { layersOf } from './support/builds.ts';
import { runHardened } from './support/containers.ts';

const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
const PYTORCH = 'parts:pytorch';
const TENSORRT = 'parts:tensorrt';
const SERVER = join(ROOT, 'src', 'server', 'entry.ts');

describe('the Python stacks in containers', { skip: engineMissing() ?? false }, () => {
  let host: TestEngine;
  let docker: Docker;
  let reason = '';
  /** Checkpoints, seen by containers as /data. */
  const data = mkdtempSync(join(tmpdir(), 'yolo-checkpoints-'));

  async function build(stack: Stack, image: string, path: string): Promise<void> {
    const device = stack === 'tensorrt' ? 'gpu' : 'cpu';
    const recipe = await imageRecipe(
      { image, stack, device, model: { path }, folder: undefined },
      { templates: join(ROOT, 'templates'), server: data },
    );
    const args = {
      ...recipe.request.buildArgs,
      ...(device === 'gpu' && { ONNXRUNTIME: 'onnxruntime' }),
    };
    const engine = new Engine({ kind: 'socket', path: host.socketPath });
    await buildImage(engine, { ...recipe.request, buildArgs: args });
  }

  /** Runs a program of the image to its end. */
  async function once(
    command: readonly string[],
    env: readonly string[] = [],
    user = '10001:10001',
  ): Promise<{ code: number; output: string }> {
    const container = await docker.createContainer({
      Image: PYTORCH,
      Entrypoint: [...command],
      User: user,
      Env: [...env],
      HostConfig: {
        Binds: [`${data}:/data`],
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': '' },
      },
    });
    try {
      await container.start();
      const { StatusCode } = await container.wait();
      const log = await container.logs({ stdout: true, stderr: true });
      return { code: StatusCode, output: log.toString('utf8') };
    } finally {
      await container.remove({ force: true });
    }
  }

  before(async () => {
    chmodSync(data, 0o777);
    host = await startEngine();
    docker = new Docker({ socketPath: host.socketPath });
    try {
      await loadPytorchBase(docker);
    } catch (error) {
      if (!(error instanceof MeansError)) throw error;
      reason = error.message;
      return;
    }
    await build('pytorch', PYTORCH, join(SAMPLES, 'models', 'parts-v8.onnx'));
    const script = join(import.meta.dirname, 'support', 'checkpoints.py');
    copyFileSync(script, join(data, 'checkpoints.py'));
    const made = await once(['python3', '/data/checkpoints.py', '/data'], [], '0:0');
    assert.equal(made.code, 0, made.output);
  });
  after(() => host?.stop());

  test('pytorch finds with .onnx weights what the local server finds', async (t) => {
    if (reason !== '') return t.skip(reason);
    const { client } = await runHardened(t, docker, PYTORCH);
    const local = await startServer(join(SAMPLES, 'models', 'parts-v8.onnx'), { script: SERVER });
    t.after(() => local.stop());
    const answers = await Promise.all(
      [local.client, client].map((one) => one.predict(PICTURE, { conf: 0.35 })),
    );
    const [own, foreign] = answers.map(({ images: [image] }): Result[] => {
      if (!image || 'error' in image) assert.fail(JSON.stringify(image));
      return image.results;
    });
    assert.ok(own && foreign && own.length > 5);
    const names = (results: Result[]) => results.map(({ name }) => name).toSorted();
    assert.deepEqual(names(foreign), names(own));
  });

  test('.pt weights run, and their export gives the same to the local server', async (t) => {
    if (reason !== '') return t.skip(reason);
    const model = ['python3', '-m', 'yolo_server.export', '--model', '/data/chance.pt'];
    const exported = await once([...model, '--output', '/data/chance.onnx']);
    assert.equal(exported.code, 0, exported.output);
    assert.match(exported.output, /"msg": "simplifying"/);
    const local = await startServer(join(data, 'chance.onnx'), { script: SERVER });
    t.after(() => local.stop());
    await build('pytorch', 'chance:pytorch', join(data, 'chance.pt'));
    const { client } = await runHardened(t, docker, 'chance:pytorch');
    const told = await client.model();
    assert.equal(told.provider, 'cpu');
    assert.deepEqual(told.labels, (await local.client.model()).labels);
    // Weights made by chance find next to nothing: what they give at all must be the same.
    const ask = (one: Client) => one.predict(PICTURE, { conf: 1e-7, max_det: 5, decimals: 8 });
    const [own, foreign] = await Promise.all([ask(local.client), ask(client)]);
    const scores = ({ images: [image] }: Awaited<ReturnType<typeof ask>>) =>
      image && 'results' in image ? image.results.map(({ confidence }) => confidence) : [];
    assert.equal(scores(own).length, 5);
    scores(own).forEach((score, index) => {
      assert.ok(Math.abs(score - (scores(foreign)[index] ?? 0)) < 1e-4);
    });
  });

  test('what the command exports lies beside the weights, whole, and nothing else', async (t) => {
    if (reason !== '') return t.skip(reason);
    const folder = mkdtempSync(join(tmpdir(), 'yolo-export-'));
    const path = join(folder, 'own.pt');
    copyFileSync(join(data, 'chance.pt'), path);
    const wanted = {
      stack: 'tensorrt',
      device: 'gpu',
      model: { path },
      folder: undefined,
    } as const;
    const parts = { templates: join(ROOT, 'templates'), server: data };
    const { request } = await imageRecipe({ image: 'export:own', ...wanted }, parts);
    const engine = new Engine({ kind: 'socket', path: host.socketPath });
    await buildImage(engine, exportRequest(request));
    const { signal } = new AbortController();
    await takeExported(engine, 'export:own', join(folder, 'own.onnx'), signal);
    assert.deepEqual(readdirSync(folder), ['own.onnx', 'own.pt']);
    const { metadata } = await readOnnxHeader(join(folder, 'own.onnx'));
    assert.ok(Number(metadata.get('yolo_dock_largest_difference')) < 1e-3);
    await assert.rejects(docker.getImage('export:own').inspect(), { statusCode: 404 });
  });

  for (const [file, words] of [
    ['runs.pt', /tries to run code.*posix\.system.*Nothing of it was run/],
    ['constructs.pt', /tries to run code.*ultralytics\.nn\.tasks\.DetectionModel\(…\)/],
    ['tensors.pt', /no Ultralytics model in it/],
    ['cut.pt', /no PyTorch file of the usual kind.*cut short/],
  ] as const) {
    test(`${file} is refused in a sentence`, async (t) => {
      if (reason !== '') return t.skip(reason);
      const program = 'python3 -m yolo_server; code=$?; ls /tmp; exit $code';
      const ended = await once(['sh', '-c', program], [`YOLO_MODEL=/data/${file}`]);
      assert.equal(ended.code, 1, ended.output);
      assert.match(ended.output, words);
      assert.doesNotMatch(ended.output, /was-run$/m);
    });
  }

  test('tensorrt: the export stage runs, and without a GPU ONNX Runtime takes over', async (t) => {
    if (reason !== '') return t.skip(reason);
    await build('tensorrt', TENSORRT, join(data, 'chance.pt'));
    const { client, container } = await runHardened(t, docker, TENSORRT);
    const told = await client.model();
    assert.equal(told.file, 'chance.onnx');
    assert.equal(told.provider, 'cpu');
    const { images } = await client.predict(PICTURE);
    assert.ok(images[0] && 'results' in images[0]);
    const { Config } = await container.inspect();
    assert.equal(Config.User, '10001:10001');
  });

  test('what they add to their base images', async (t) => {
    if (reason !== '') return t.skip(reason);
    const sizes = await Promise.all(
      [PYTORCH_IMAGE, PYTORCH, TENSORRT].map(async (image) => {
        return (await layersOf(docker, image)).reduce((total, { bytes }) => total + bytes, 0);
      }),
    );
    const [base = 0, ...images] = sizes;
    const added = images.map((bytes) => Math.round((bytes - base) / 1e6));
    t.diagnostic(
      `pytorch adds ${added[0]} MB, tensorrt (without CUDA in ONNX Runtime) ${added[1]} MB`,
    );
    assert.ok(
      added.every((megabytes) => megabytes > 50 && megabytes < 700),
      String(added),
    );
  });
});
