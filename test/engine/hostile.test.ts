import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { SAMPLES } from '../../scripts/paths.ts';
import { Client } from '../../src/contract/client.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import { dockerRunCommand } from '../../src/deployment/dockerRunCommand.ts';
import { listReplicas } from '../../src/deployment/replicas.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { inspectContainer, removeContainer } from '../../src/engine/containers.ts';
import { Engine, type EngineAbout } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engineError.ts';
import { parseYoloJson } from '../../src/project/parseYoloJson.ts';
import { inventory } from './support/inventory.ts';
import { IMAGE, type Lab, partsRecipe, SETTINGS, spec, startLab } from './support/lab.ts';

/** What a shell, a Dockerfile or a URL would take for something else. */
const EVIL = '"] ; RUN touch $(id) `id` \'&& ';

/** An engine that lacks BuildKit, as far as the product can tell. */
class WithoutBuildKit extends Engine {
  override async about(): Promise<EngineAbout> {
    return { ...(await super.about()), buildKit: false };
  }
}

describe('what a workspace brings', { skip: engineMissing() ?? false }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab();
  });
  after(() => lab?.stop());

  test('a yolo.json of shell characters, foreign paths and absurd numbers deploys nothing', () => {
    const good = { model: 'v10', stack: 'onnx', image: 'parts:a' };
    const models = { v10: { weights: 'models/parts-v10.onnx' } };
    const value = (changes: object): unknown =>
      parseYoloJson(JSON.stringify({ name: 'parts', models, deployments: { a: good }, ...changes }))
        .value;
    assert.notEqual(value({}), undefined, 'it is well before it is changed');
    const hostile: object[] = [
      { name: EVIL },
      { deployments: { [EVIL]: good } },
      { deployments: { '--privileged': good } },
      { models: { v10: { weights: '../../etc/passwd' } } },
      { models: { v10: { weights: '/etc/passwd' } } },
      ...[
        { image: `parts:a${EVIL}` },
        { image: '--privileged' },
        { port: -1 },
        { port: 1e9 },
        { port: 80.5 },
        { replicas: 1e9 },
        { replicas: 0 },
        { vram: '1e999GiB' },
        { vram: `4GiB${EVIL}` },
        { gpu: `0${EVIL}` },
        { stack: EVIL },
      ].map((changes) => ({ deployments: { a: { ...good, ...changes } } })),
    ];
    for (const changes of hostile) {
      assert.equal(value(changes), undefined, JSON.stringify(changes));
    }
  });

  test('weights named to break out of the Dockerfile are only weights', async () => {
    const before = await inventory(lab.docker);
    const path = join(mkdtempSync(join(tmpdir(), 'yolo-hostile-')), `${EVIL}最佳 权重.onnx`);
    copyFileSync(join(SAMPLES, 'models', 'parts-v10.onnx'), path);
    const { request } = await partsRecipe({ image: 'hostile:name', model: { path } });
    await buildImage(lab.engine, request);
    const [started] = await deploy(lab.engine, spec('h', { image: 'hostile:name' }), SETTINGS);
    const client = new Client({ host: '127.0.0.1', port: started?.port ?? 0 });
    try {
      const model = await client.model();
      assert.ok(model.labels.length > 1);
      // Letters are no danger in any script, and models are told apart by them.
      assert.match(model.name, /^[\p{L}_]+最佳_权重$/u);
      assert.equal(model.file, `${model.name}.onnx`);
      const { Config } = await lab.docker.getImage('hostile:name').inspect();
      assert.equal(Config.Labels['org.opencontainers.image.version'], 'name');
      assert.ok(Date.parse(Config.Labels['org.opencontainers.image.created'] ?? '') > 0);
    } finally {
      client.close();
    }
    await removeContainer(lab.engine, started?.id ?? '');
    assert.deepEqual(await inventory(lab.docker), before);
  });

  test('a Dockerfile of another folder is not built', async () => {
    const before = await inventory(lab.docker);
    const folder = mkdtempSync(join(tmpdir(), 'yolo-hostile-'));
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${IMAGE}\n`);
    const source = { file: join(folder, 'Dockerfile'), bytes: 20 };
    for (const dockerfile of ['../Dockerfile', '/etc/passwd', EVIL, `Dockerfile${EVIL}`]) {
      const context = [{ path: 'Dockerfile', source }];
      await assert.rejects(
        buildImage(lab.engine, { dockerfile, context, tag: 'hostile:file' }),
        (error: unknown) => error instanceof EngineError && error.reason === 'build',
      );
      // Where the context does hold such a name, the engine sees nothing outside of it.
      const named = [{ path: dockerfile, source }];
      await buildImage(lab.engine, { dockerfile, context: named, tag: 'hostile:file' }).then(
        () => assert.ok(!/^[./]/.test(dockerfile), dockerfile),
        (error: unknown) => assert.ok(error instanceof EngineError, String(error)),
      );
    }
    assert.deepEqual(await inventory(lab.docker), before);
  });

  test('labels of somebody’s own make no deployment of theirs anything but text', async () => {
    const me = (await listReplicas(lab.engine)).length;
    const labels = {
      'dev.yolo-dock.project': EVIL,
      'dev.yolo-dock.deployment': EVIL.repeat(200),
      'dev.yolo-dock.created-by': (await import('node:os')).userInfo().username,
      'dev.yolo-dock.port': '1e99',
      'dev.yolo-dock.vram-mib': '-5',
      'dev.yolo-dock.replica': 'NaN',
    };
    const options = { Image: IMAGE, Labels: labels, Env: [`X=${EVIL}`], name: 'odd' };
    const { id } = await lab.docker.createContainer(options);
    try {
      const replicas = await listReplicas(lab.engine);
      assert.equal(replicas.length, me + 1);
      const odd = replicas.find((replica) => replica.id === id);
      assert.deepEqual([odd?.labels.port, odd?.labels.vramMib, odd?.labels.replica], [0, 0, 0]);
      assert.ok((odd?.labels.deployment.length ?? 999) <= 256);
      const command = dockerRunCommand(await inspectContainer(lab.engine, id), [], {
        name: 'copy',
        port: 1,
      });
      const { execFileSync } = await import('node:child_process');
      const words = command.replace('docker run', "printf '%s\\n'");
      const said = execFileSync('sh', ['-c', words], { encoding: 'utf8' }).split('\n');
      assert.ok(said.includes(`X=${EVIL}`), 'a shell takes it as one word');
    } finally {
      await removeContainer(lab.engine, id);
    }
  });

  test('an image is built by an engine without BuildKit too', async () => {
    const before = await inventory(lab.docker);
    const old = new WithoutBuildKit({ kind: 'socket', path: lab.host.socketPath });
    const steps: string[] = [];
    const lines = [
      `FROM ${IMAGE}`,
      'USER 0',
      'RUN --mount=type=cache,target=/root/.npm echo quite old',
      'COPY --link model.txt /model.txt',
    ];
    const content = Buffer.from(`${lines.join('\n')}\n`);
    const files = [
      { path: 'Dockerfile', source: { content } },
      { path: 'model.txt', source: { content } },
    ];
    const wanted = { dockerfile: 'Dockerfile', context: files, tag: 'hostile:classic-builder' };
    const id = await buildImage(old, wanted, {
      onEvent: (event) => void (event.kind === 'step' && steps.push(event.name)),
    });
    assert.match(id, /^sha256:/);
    assert.ok(
      steps.some((name) => /COPY/.test(name)),
      steps.join('\n'),
    );
    const text = `FROM ${IMAGE}\nUSER 0\nRUN echo oops >&2 && exit 3\n`;
    const context = [{ path: 'Dockerfile', source: { content: Buffer.from(text) } }];
    await assert.rejects(
      buildImage(old, { dockerfile: 'Dockerfile', context, tag: 'hostile:classic' }),
      { name: 'BuildFailure', line: 3 },
    );
    const after = await inventory(lab.docker);
    // The classic builder keeps its steps as images, which is its cache.
    assert.deepEqual({ ...after, nameless: 0 }, { ...before, nameless: 0 });
  });
});
