import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Docker, { type ContainerCreateOptions } from 'dockerode';
import { startEngine, type TestEngine } from '../../scripts/engine/engineHost.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { PYTORCH_IMAGE } from '../../scripts/engine/pytorchBase.ts';
import { ROOT, SAMPLES } from '../../scripts/paths.ts';
import { ensureDebugpy } from '../../scripts/python/debugpyMeans.ts';
import { ensureContractPython } from '../../scripts/python/pythonMeans.ts';
import { startServer } from '../../scripts/server/serverProcess.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import { Client } from '../../src/contract/client.ts';
import type { Result } from '../../src/contract/schema/predict.ts';
import { DebugRun } from '../../src/deployment/debug/debugRun.ts';
import { pythonDebugMode, scaffoldedPython } from '../../src/deployment/debug/pythonDebugMode.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import { exportOnnx, exportRequest } from '../../src/deployment/exportOnnx.ts';
import { DeployError, lastError } from '../../src/deployment/startFailure.ts';
import { startReplica } from '../../src/deployment/startReplica.ts';
import { BuildFailure } from '../../src/engine/buildFailure.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { Engine } from '../../src/engine/engine.ts';
import { execOutput } from '../../src/engine/execOutput.ts';
import { templateFiles } from '../../src/project/scaffold/stacks.ts';
import { readOnnxHeader } from '../../src/vision/onnx/readOnnxHeader.ts';
import { DebugAdapter } from '../support/debugAdapter.ts';
import { layersOf } from './support/builds.ts';
import { runHardened } from './support/containers.ts';
import { SETTINGS, spec } from './support/lab.ts';
import { PYTORCH, type PytorchLab, pytorchLab } from './support/pytorchLab.ts';

/** A breakpoint that is never hit. */
const HANGS_MS = 120_000;
const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
const TENSORRT = 'parts:tensorrt';
const SERVER = join(ROOT, 'src', 'server', 'entry.ts');

describe('the Python stacks in containers', { skip: engineMissing() ?? false }, () => {
  let host: TestEngine;
  let docker: Docker;
  let engine: Engine;
  let lab: PytorchLab;
  let reason = '';

  before(async () => {
    host = await startEngine();
    docker = new Docker({ socketPath: host.socketPath });
    engine = new Engine({ kind: 'socket', path: host.socketPath });
    const found = await pytorchLab(docker, engine);
    if (typeof found === 'string') reason = found;
    else lab = found;
  });
  after(() => host?.stop());

  test('pytorch finds with .onnx weights what the local server finds', async (t) => {
    if (reason !== '') return t.skip(reason);
    const { client, container } = await runHardened(t, docker, PYTORCH);
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
    // A numeric user has no name, which PyTorch's caches ask for; what is written there stays small.
    const script =
      'import torch._inductor.runtime.cache_dir_utils as c, ultralytics; print(c.cache_dir())';
    const cache = await execOutput(engine, container.id, ['python3', '-c', script]);
    assert.match(cache.stdout, /^\/tmp\/torchinductor_yolo/m, cache.stderr);
    const used = await execOutput(engine, container.id, ['du', '-sk', '/tmp']);
    assert.ok(Number.parseInt(used.stdout, 10) < 1_024, used.stdout);
  });

  test('.pt weights run, and their export gives the same to the local server', async (t) => {
    if (reason !== '') return t.skip(reason);
    const model = ['python3', '-m', 'yolo_server.export', '--model', '/data/chance.pt'];
    const exported = await lab.once([...model, '--output', '/data/chance.onnx']);
    assert.equal(exported.code, 0, exported.output);
    assert.match(exported.output, /"msg": "simplifying"/);
    const local = await startServer(join(lab.data, 'chance.onnx'), { script: SERVER });
    t.after(() => local.stop());
    await lab.build('pytorch', 'chance:pytorch', join(lab.data, 'chance.pt'));
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

  test('what the command exports lies beside the weights, compared on a picture, and nothing else', async (t) => {
    if (reason !== '') return t.skip(reason);
    const folder = mkdtempSync(join(tmpdir(), 'yolo-export-'));
    const path = join(folder, 'own.pt');
    copyFileSync(join(lab.data, 'finds.pt'), path);
    const image = 'export:own';
    const { request } = await lab.recipe('tensorrt', image, path);
    const exporting = await exportRequest(request, join(SAMPLES, 'images', 'bright-1.jpg'));
    const target = join(folder, 'own.onnx');
    const build = () => buildImage(engine, exporting);
    await exportOnnx(engine, { image, build, target }, new AbortController().signal);
    assert.deepEqual(readdirSync(folder), ['own.onnx', 'own.pt']);
    const { metadata } = await readOnnxHeader(target);
    assert.ok(Number(metadata.get('yolo_dock_largest_difference')) < 1e-3);
    const compared = JSON.parse(metadata.get('yolo_dock_comparison') ?? '{}');
    assert.ok(compared.weights > 2, JSON.stringify(compared));
    assert.equal(compared.exported, compared.weights);
    assert.equal(compared.matched, compared.weights);
    assert.ok(compared.confidence < 1e-3);
    const left = { statusCode: 404 };
    await assert.rejects(docker.getImage(image).inspect(), left);

    // Cancelled at the worst moment, when the image has just been made.
    const cancel = new AbortController();
    const buildAndCancel = async (): Promise<void> => {
      await build();
      cancel.abort(new Error('enough'));
    };
    const again = { image, build: buildAndCancel, target: join(folder, 'again.onnx') };
    await assert.rejects(exportOnnx(engine, again, cancel.signal), /enough/);
    assert.deepEqual(readdirSync(folder), ['own.onnx', 'own.pt']);
    await assert.rejects(docker.getImage(image).inspect(), left);
    const containers = await docker.listContainers({ all: true });
    assert.ok(!containers.some(({ Image }) => Image === image));
  });

  for (const [file, words] of [
    ['runs.pt', /tries to run code.*posix\.system.*Nothing of it was run/],
    ['constructs.pt', /tries to run code.*ultralytics\.nn\.tasks\.DetectionModel\(…\)/],
    ['program.pt', /TorchScript program, which would run code.*Nothing of it was run/],
    ['short.pt', /a storage of 50000000 numbers is cut short/],
    ['tensors.pt', /no Ultralytics model in it/],
    ['cut.pt', /no PyTorch file of the usual kind.*cut short/],
  ] as const) {
    test(`${file} is refused in a sentence`, async (t) => {
      if (reason !== '') return t.skip(reason);
      const program = 'python3 -m yolo_server; code=$?; ls /tmp; exit $code';
      const env = [`YOLO_MODEL=/data/${file}`];
      const ended = await lab.once(['sh', '-c', program], { env });
      assert.equal(ended.code, 1, ended.output);
      assert.match(ended.output, words);
      assert.doesNotMatch(ended.output, /was-run$/m);
    });
  }

  test('deploying weights that try to run code says so', async (t) => {
    if (reason !== '') return t.skip(reason);
    await lab.build('pytorch', 'runs:pytorch', join(lab.data, 'runs.pt'));
    const wanted = spec('runs', { stack: 'pytorch', image: 'runs:pytorch' });
    await assert.rejects(deploy(engine, wanted, SETTINGS), (error: unknown) => {
      assert.ok(error instanceof DeployError);
      assert.match(
        error.message,
        /tries to run code.*Nothing of it was run\. Do not use this file/,
      );
      return true;
    });
  });

  test('memory that runs out while the model is loaded is named', async (t) => {
    if (reason !== '') return t.skip(reason);
    const shape = {
      role: 'serving',
      options: (usual: ContainerCreateOptions): ContainerCreateOptions => ({
        ...usual,
        HostConfig: { ...usual.HostConfig, Memory: 96 * 2 ** 20, MemorySwap: 96 * 2 ** 20 },
      }),
      prepare: () => Promise.resolve(),
    } as const;
    const wanted = spec('small', { stack: 'pytorch', image: 'chance:pytorch' });
    const started = startReplica(engine, wanted, 0, undefined, { ...SETTINGS, shape });
    await assert.rejects(started, (error: unknown) => {
      assert.ok(error instanceof DeployError);
      assert.equal(error.reason, 'out-of-memory', error.message);
      assert.match(error.message, /Use a smaller model/);
      return true;
    });
  });

  test('without a network a build says what to do', async (t) => {
    if (reason !== '') return t.skip(reason);
    const { request } = await lab.recipe('pytorch', 'fails:network', join(lab.data, 'chance.pt'));
    const PIP_INDEX_URL = 'http://127.0.0.1:9/simple';
    const buildArgs = { ...request.buildArgs, PIP_INDEX_URL };
    await assert.rejects(buildImage(engine, { ...request, buildArgs }), (error: unknown) => {
      assert.ok(error instanceof BuildFailure);
      assert.match(error.message, /Check the network and the proxy.*a mirror/);
      assert.ok(error.message.length < 450, error.message);
      return true;
    });
  });

  test('an export of weights that cannot be used gives the reason as its own', async (t) => {
    if (reason !== '') return t.skip(reason);
    const { request } = await lab.recipe('tensorrt', 'fails:export', join(lab.data, 'runs.pt'));
    const exporting = await exportRequest(request, undefined);
    await assert.rejects(buildImage(engine, exporting), (error: unknown) => {
      assert.ok(error instanceof BuildFailure);
      assert.match(lastError(error.output) ?? '', /^runs\.pt tries to run code/);
      return true;
    });
  });

  test('what is debugged are the scaffolded sources, which debugpy stops in', {
    timeout: HANGS_MS,
  }, async (t) => {
    if (reason !== '') return t.skip(reason);
    const debugpy = await ensureContractPython()
      .then(ensureDebugpy)
      .catch((error: unknown) => {
        if (error instanceof MeansError) return error;
        throw error;
      });
    if (debugpy instanceof MeansError) return t.skip(debugpy.message);
    const folder = mkdtempSync(join(tmpdir(), 'yolo-scaffolded-'));
    assert.equal(await scaffoldedPython(folder), undefined);
    for (const [path, text] of await templateFiles(join(ROOT, 'templates'), 'pytorch', 'cpu')) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const server = await scaffoldedPython(folder);
    assert.equal(server, folder);
    const mode = pythonDebugMode({ server, debugpy });
    const wanted = spec('debugged', { stack: 'pytorch', image: PYTORCH });
    const listener = { onCrash: () => {}, onGone: () => {} };
    const run = await DebugRun.begin(engine, { spec: wanted, mode }, SETTINGS, listener);
    try {
      const adapter = await DebugAdapter.connect(run.debuggerPort);
      await adapter.send('initialize', { adapterID: 'debugpy', pathFormat: 'path' });
      const pathMappings = [{ localRoot: mode.sources.from, remoteRoot: mode.sources.to }];
      const attached = adapter.send('attach', { justMyCode: true, pathMappings });
      await adapter.event('initialized');
      const path = join(folder, 'yolo_server', 'predict.py');
      const lines = readFileSync(path, 'utf8').split('\n');
      const line = lines.findIndex((text) => text.includes('answers = await predict_images(')) + 1;
      await adapter.send('setBreakpoints', { source: { path }, breakpoints: [{ line }] });
      await adapter.send('configurationDone');
      await attached;
      const client = new Client({ host: '127.0.0.1', port: run.port });
      const answer = client.predict(PICTURE);
      const { threadId } = await adapter.event('stopped');
      const { stackFrames } = (await adapter.send('stackTrace', { threadId })) as {
        stackFrames: { line: number; source: { path: string } }[];
      };
      assert.deepEqual([stackFrames[0]?.line, stackFrames[0]?.source.path], [line, path]);
      await adapter.send('continue', { threadId });
      assert.equal((await answer).images.length, 1);
      client.close();
      adapter.close();
    } finally {
      await run.end();
    }
  });

  test('tensorrt: the export stage runs, and without a GPU ONNX Runtime takes over', async (t) => {
    if (reason !== '') return t.skip(reason);
    await lab.build('tensorrt', TENSORRT, join(lab.data, 'chance.pt'));
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
