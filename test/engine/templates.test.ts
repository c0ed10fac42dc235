import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { CUDA_IMAGE, NODE_IMAGE } from '../../scripts/engine/baseImages.ts';
import { startEngine, type TestEngine } from '../../scripts/engine/engineHost.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { ROOT, SAMPLES } from '../../scripts/paths.ts';
import { startServer } from '../../scripts/server/serverProcess.ts';
import { forClassicBuilder } from '../../src/engine/classicDockerfile.ts';
import { buildImage, layersOf, onnxContext, sampleModel } from './support/builds.ts';
import { inContainer, runHardened } from './support/containers.ts';
import { serverPackage } from './support/serverPackage.ts';

const MODEL = { path: 'models/parts-v10.onnx', bytes: sampleModel('parts-v10') };
const OTHER = { path: MODEL.path, bytes: sampleModel('parts-v8') };
const ARGS = { MODEL: MODEL.path, IMAGE_VERSION: '1.2.3' };
const IMAGE = 'parts:test';
/** What the image for the CPU may add to its base, the model aside. */
const MOST_BYTES = 150e6;

describe('template onnx', { skip: engineMissing() ?? false }, () => {
  let engine: TestEngine;
  let docker: Docker;
  let server: ReadonlyMap<string, Buffer>;

  before(async () => {
    [engine, server] = await Promise.all([startEngine(), serverPackage()]);
    docker = new Docker({ socketPath: engine.socketPath });
    await buildImage(docker, onnxContext('Dockerfile', server, MODEL), { tag: IMAGE, args: ARGS });
  });
  after(async () => {
    const left = await docker?.listContainers({ all: true });
    await engine?.stop();
    assert.deepEqual(left, []);
  });

  test('adds at most 150 MB to its base, the model aside', async (t) => {
    const [own, base] = await Promise.all([layersOf(docker, IMAGE), layersOf(docker, NODE_IMAGE)]);
    const sum = (layers: readonly { bytes: number }[]): number =>
      layers.reduce((total, { bytes }) => total + bytes, 0);
    const added = sum(own) - sum(base) - MODEL.bytes.length;
    t.diagnostic(`${(added / 1e6).toFixed(1)} MB over the base`);
    assert.ok(added > 40e6 && added <= MOST_BYTES, `${added} bytes`);
  });

  test('its last layer is the model and nothing else', async () => {
    const [last] = (await layersOf(docker, IMAGE)).filter(({ bytes }) => bytes > 0);
    assert.equal(last?.bytes, MODEL.bytes.length);
    assert.match(last?.createdBy ?? '', /parts-v10\.onnx/);
  });

  test('says what it is: labels, port, user, health check', async () => {
    const { Config } = await docker.getImage(IMAGE).inspect();
    assert.equal(Config.User, '10001:10001');
    assert.deepEqual(Object.keys(Config.ExposedPorts ?? {}), ['5000/tcp']);
    assert.equal(Config.Labels['org.opencontainers.image.version'], '1.2.3');
    assert.equal(Config.Labels['org.opencontainers.image.title'], 'YOLO inference server');
    assert.deepEqual(Config.Entrypoint, ['node', '--disable-sigusr1', '/opt/yolo/server.js']);
    assert.equal(Config.Cmd ?? null, null);
    assert.ok(Config.Healthcheck);
  });

  test('runs without rights, finds what the server outside finds, and ends when asked', async (t) => {
    const picture = readFileSync(join(SAMPLES, 'images', 'line-05.jpg'));
    const { container, client } = await runHardened(t, docker, IMAGE);
    const inside = await client.predict(picture);
    const model = await client.model();
    assert.equal(model.name, 'parts-v10');

    const script = join(ROOT, 'src', 'server', 'entry.ts');
    const outside = await startServer(join(SAMPLES, MODEL.path), { script });
    t.after(() => outside.stop());
    const [expected] = (await outside.client.predict(picture)).images;
    const [found] = inside.images;
    assert.ok(expected && found && 'results' in expected && 'results' in found);
    assert.ok(expected.results.length > 3);
    assert.deepEqual(found.results, expected.results);

    assert.equal(await inContainer(container, ['id', '-u']), '10001');
    const status = await inContainer(container, ['cat', '/proc/1/status']);
    assert.match(status, /^CapEff:\s*0+\s*$/m);
    assert.match(status, /^CapBnd:\s*0+\s*$/m);
    assert.match(status, /^NoNewPrivs:\s*1\s*$/m);
    assert.match(await inContainer(container, ['touch', '/opt/yolo/x']), /Read-only file system/);

    const start = performance.now();
    await container.stop({ t: 10 });
    const seconds = (performance.now() - start) / 1000;
    t.diagnostic(`ended after ${seconds.toFixed(2)} s`);
    const { State } = await container.inspect();
    assert.equal(State.ExitCode, 0);
    assert.ok(seconds < 5, `${seconds} s`);
  });

  test('becomes healthy', async (t) => {
    const { container } = await runHardened(t, docker, IMAGE);
    await untilHealth(container, 'healthy');
  });

  test('another model costs one layer', async (t) => {
    const start = performance.now();
    const context = onnxContext('Dockerfile', server, OTHER);
    await buildImage(docker, context, { tag: 'parts:other', args: ARGS });
    t.diagnostic(`rebuilt in ${((performance.now() - start) / 1000).toFixed(2)} s`);
    const [one, other] = await Promise.all(
      [IMAGE, 'parts:other'].map(async (tag) => (await docker.getImage(tag).inspect()).RootFS),
    );
    assert.ok(one?.Layers && other?.Layers);
    assert.deepEqual(other.Layers.slice(0, -1), one.Layers.slice(0, -1));
    assert.notEqual(other.Layers.at(-1), one.Layers.at(-1));
  });

  test('holds no files of other platforms, of CUDA, or for debugging', async (t) => {
    const { container } = await runHardened(t, docker, IMAGE);
    const files = await inContainer(container, ['find', '/opt/yolo', '-type', 'f']);
    assert.match(files, /libonnxruntime\.so/);
    assert.match(files, /libvips-cpp\.so/);
    assert.doesNotMatch(files, /win32|darwin|musl|providers_(cuda|tensorrt)|\.map\b/);
  });

  test('is built by the classic builder too, once mounts are left out', async (t) => {
    const context = onnxContext('Dockerfile', server, MODEL);
    const dockerfile = Buffer.from(forClassicBuilder(context['Dockerfile']?.toString() ?? ''));
    const tag = 'parts:classic';
    const changed = { ...context, Dockerfile: dockerfile };
    await buildImage(docker, changed, { tag, args: ARGS, builder: 'classic' });
    const { client } = await runHardened(t, docker, tag);
    assert.equal((await client.model()).name, 'parts-v10');
  });

  test('the variant for CUDA is built on its base and runs (without NVIDIA’s libraries here)', async (t) => {
    const tag = 'parts:cuda';
    const context = onnxContext('Dockerfile.cuda', server, MODEL);
    // NuGet's packages are hundreds of megabytes, and there is no GPU to use them.
    const args = { ...ARGS, CUDA_PROVIDER: 'skip' };
    await buildImage(docker, context, { tag, args });
    const [image, base] = await Promise.all(
      [tag, CUDA_IMAGE].map(async (name) => (await docker.getImage(name).inspect()).RootFS.Layers),
    );
    assert.deepEqual(image?.slice(0, base?.length), base);
    const { client } = await runHardened(t, docker, tag);
    assert.equal((await client.model()).provider, 'cpu');
  });

  test('a model that is not in the context is said by its name', async () => {
    const args = { MODEL: 'models/absent.onnx' };
    const build = buildImage(docker, onnxContext('Dockerfile', server, MODEL), {
      tag: 'parts:absent',
      args,
    });
    await assert.rejects(build, /models\/absent\.onnx/);
  });
});

async function untilHealth(container: Docker.Container, wanted: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const { State } = await container.inspect();
    if (State.Health?.Status === wanted) return;
    assert.ok(Date.now() < end, `it is ${State.Health?.Status}`);
    await delay(200);
  }
}
