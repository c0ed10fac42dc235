import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { NODE_IMAGE } from '../../scripts/engine/baseImages.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { SAMPLES } from '../../scripts/paths.ts';
import { Client } from '../../src/contract/client.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import type { DeployEvent } from '../../src/deployment/deployEvents.ts';
import { dockerRunCommand } from '../../src/deployment/dockerRunCommand.ts';
import { imageState } from '../../src/deployment/imageState.ts';
import { assertOwnName, succeeding } from '../../src/deployment/imageSuccession.ts';
import { modelVariables } from '../../src/deployment/modelVariables.ts';
import { nextFreePorts, portHolder } from '../../src/deployment/ports.ts';
import { createdBy, listReplicas } from '../../src/deployment/replicas.ts';
import { DeployError } from '../../src/deployment/startFailure.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { inspectContainer, pauseContainer, resumeContainer } from '../../src/engine/containers.ts';
import { EngineError } from '../../src/engine/engineError.ts';
import { imageEnvironment } from '../../src/engine/imageEnvironment.ts';
import { imageNameOf } from '../../src/engine/imageName.ts';
import { curlCommand } from '../../src/ui/panels/curl.ts';
import { containerNames, IMAGE, type Lab, SETTINGS, spec, startLab } from './support/lab.ts';

const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
const GIB = 2 ** 30;
/** A port outside of what the system hands out by itself. */
const PORT = 15_800;

async function objects(port: number): Promise<number> {
  const client = new Client({ host: '127.0.0.1', port });
  try {
    const [answer] = (await client.predict(PICTURE)).images;
    return answer && 'results' in answer ? answer.results.length : -1;
  } finally {
    client.close();
  }
}

/** Waits for a container that was started again. */
async function untilReady(port: number): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port });
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await client.ready().then(Boolean, () => false)) break;
    await delay(100);
  }
  client.close();
}

/** What one side waits for and the other opens. */
function gate(): { open(): void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('deploying', { skip: engineMissing() ?? false }, () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab();
  });
  after(() => lab?.stop());
  afterEach(async () => {
    const all = await lab.docker.listContainers({ all: true });
    await Promise.all(all.map(({ Id }) => lab.docker.getContainer(Id).remove({ force: true })));
  });

  test('ends with a container that answers, and labels that tell everything', async () => {
    const [started] = await deploy(lab.engine, spec('a', { port: PORT, vramMib: 100 }), SETTINGS);
    assert.equal(started?.port, PORT);
    assert.ok((await objects(PORT)) > 3);
    const [replica] = await listReplicas(lab.engine);
    assert.equal(replica?.name, 'yolo-lab-a-0');
    assert.equal(replica.port, PORT);
    assert.deepEqual(
      [replica.labels.project, replica.labels.model, replica.labels.vramMib, replica.labels.gpu],
      ['lab', 'v10', 100, 'cpu'],
    );
    const { HostConfig, Config } = await lab.docker.getContainer(started.id).inspect();
    assert.equal(HostConfig.ReadonlyRootfs, true);
    assert.deepEqual(HostConfig.CapDrop, ['ALL']);
    assert.equal(HostConfig.PortBindings['5000/tcp'][0].HostIp, '127.0.0.1');
    assert.equal(Config.User, '10001:10001');
  });

  test('replaces the old one on the same port only when the new one has been ready', async () => {
    const [old] = await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    const events: DeployEvent['kind'][] = [];
    const onEvent = ({ kind }: DeployEvent): void => void events.push(kind);
    const [next] = await deploy(lab.engine, spec('a', { port: PORT }), { ...SETTINGS, onEvent });
    assert.notEqual(next?.id, old?.id);
    assert.ok(events.indexOf('ready') < events.indexOf('replacing'), events.join());
    assert.ok((await objects(PORT)) > 3);
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0']);
  });

  test('that goes to another port answers there before the old one ends', async () => {
    await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    const kinds: DeployEvent['kind'][] = [];
    let meanwhile: Promise<number> | undefined;
    const onEvent = ({ kind }: DeployEvent): void => {
      kinds.push(kind);
      if (kind === 'waiting') meanwhile ??= objects(PORT);
    };
    await deploy(lab.engine, spec('a', { port: PORT + 1 }), { ...SETTINGS, onEvent });
    assert.deepEqual(kinds, ['creating', 'waiting', 'ready', 'replacing']);
    assert.equal(await meanwhile, await objects(PORT + 1));
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0']);
  });

  for (const oldFirst of [false, true]) {
    const when = oldFirst ? 'after the old one was ended' : 'while the old one runs';
    test(`keeps the old one when the new one fails ${when}`, async () => {
      const [old] = await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
      const broken = spec('a', { port: PORT, env: { YOLO_MODEL: '/nothing.onnx' } });
      await assert.rejects(
        deploy(lab.engine, broken, { ...SETTINGS, oldFirst }),
        (error: unknown) => error instanceof DeployError && /nothing\.onnx/.test(error.message),
      );
      const [replica, ...others] = await listReplicas(lab.engine);
      assert.deepEqual([replica?.id, replica?.name, others.length], [old?.id, 'yolo-lab-a-0', 0]);
      await untilReady(PORT);
      assert.ok((await objects(PORT)) > 3);
    });
  }

  test('serves the model as yolo.json states it, and says what does not fit', async () => {
    const names = ['bolt, M8', 'nut', 'washer', 'gear', 'scratch'];
    const env = modelVariables({ names, imgsz: [320, 416], family: 'end2end' });
    const [started] = await deploy(lab.engine, spec('a', { port: PORT, env }), SETTINGS);
    const client = new Client({ host: '127.0.0.1', port: PORT });
    try {
      assert.deepEqual((await client.model()).labels, names);
    } finally {
      client.close();
    }
    const inspected = await inspectContainer(lab.engine, started?.id ?? '');
    const copied = dockerRunCommand(inspected, [], { name: 'copy', port: undefined });
    assert.ok(copied.includes(`--env 'YOLO_NAMES=${JSON.stringify(names)}'`), copied);
    const wrong = spec('b', { env: modelVariables({ names: ['bolt'] }) });
    await assert.rejects(deploy(lab.engine, wrong, SETTINGS), /5 classes, but 1 name is given/);
  });

  test('gives replicas consecutive ports, and fewer of them when fewer are wanted', async () => {
    const devices = [{ kind: 'cpu' }, { kind: 'cpu' }] as const;
    const two = await deploy(lab.engine, spec('r', { port: PORT, devices }), SETTINGS);
    assert.deepEqual(
      two.map(({ port }) => port),
      [PORT, PORT + 1],
    );
    assert.equal(await objects(PORT), await objects(PORT + 1));
    await deploy(lab.engine, spec('r', { port: PORT }), SETTINGS);
    assert.deepEqual(await containerNames(lab), ['yolo-lab-r-0']);
  });

  test('is given its GPU by UUID, and checks that it was', async () => {
    const devices = [0, 1].map((i) => ({ kind: 'gpu' as const, uuid: `GPU-${i}${i}` }));
    await deploy(lab.engine, spec('g', { devices }), SETTINGS);
    const asked = lab.host.hookRecords().map(({ env }) => env['NVIDIA_VISIBLE_DEVICES']);
    assert.deepEqual(asked.slice(-2), ['GPU-00', 'GPU-11']);
    const replicas = await listReplicas(lab.engine);
    assert.deepEqual(
      replicas.map(({ labels }) => labels.gpu),
      ['GPU-00', 'GPU-11'],
    );
  });

  test('says which port is taken and by whom, and which are free', async () => {
    await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    const holder = await portHolder(lab.engine, PORT);
    assert.deepEqual(
      [holder?.kind, holder?.kind === 'container' && holder.name],
      ['container', 'yolo-lab-a-0'],
    );
    const taken = createServer().listen(PORT + 2, '127.0.0.1');
    try {
      await new Promise((resolve) => taken.once('listening', resolve));
      const other = await portHolder(lab.engine, PORT + 2);
      assert.deepEqual(
        [other?.kind, other?.kind === 'process' && other.pid],
        ['process', process.pid],
      );
      assert.equal(await nextFreePorts(lab.engine, PORT, 2), PORT + 3);
      // As when somebody takes it between the question and the start.
      await assert.rejects(
        deploy(lab.engine, spec('b', { port: PORT + 2 }), SETTINGS),
        (error: unknown) => error instanceof EngineError && error.reason === 'port-in-use',
      );
    } finally {
      taken.close();
    }
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0']);
  });

  test('leaves nothing when it is cancelled, at whatever stage', async () => {
    for (const stage of ['creating', 'waiting', 'ready'] as const) {
      const cancel = new AbortController();
      const onEvent = ({ kind }: DeployEvent): void => {
        if (kind === stage) cancel.abort(new Error('cancelled'));
      };
      const devices = [{ kind: 'cpu' }, { kind: 'cpu' }] as const;
      await assert.rejects(
        deploy(lab.engine, spec('c', { devices }), { ...SETTINGS, onEvent, signal: cancel.signal }),
        { message: 'cancelled' },
      );
      assert.deepEqual(await containerNames(lab), [], stage);
    }
  });

  /** A container that the product did not make. */
  const foreign = (name: string, Labels: Record<string, string> = {}) =>
    lab.docker.createContainer({ name, Image: IMAGE, Labels });

  test('takes a name with a mark where others have the usual one', async () => {
    await foreign('yolo-lab-x-0', {
      'dev.yolo-dock.project': 'lab',
      'dev.yolo-dock.deployment': 'x',
      'dev.yolo-dock.created-by': 'somebody else',
    });
    const [old] = await deploy(lab.engine, spec('x'), SETTINGS);
    const [next] = await deploy(lab.engine, spec('x'), SETTINGS);
    assert.notEqual(next?.id, old?.id);
    const [theirs, ours, ...others] = await containerNames(lab);
    assert.deepEqual([theirs, others.length], ['yolo-lab-x-0', 0]);
    assert.match(ours ?? '', /^yolo-lab-x-0-[0-9a-f]{4}$/);
  });

  test('keeps deployments apart whose names come to the same', async () => {
    await deploy(lab.engine, { ...spec('b-c'), project: 'a' }, SETTINGS);
    await deploy(lab.engine, { ...spec('c'), project: 'a-b' }, SETTINGS);
    const replicas = await listReplicas(lab.engine);
    assert.deepEqual(
      replicas.map(({ labels, role }) => [labels.project, labels.deployment, role]),
      [
        ['a', 'b-c', 'serving'],
        ['a-b', 'c', 'serving'],
      ],
    );
  });

  test('keeps the old one when the new one cannot get its name', async () => {
    const other = await foreign('yolo-lab-x-0');
    await deploy(lab.engine, spec('x'), SETTINGS);
    const marked = (await containerNames(lab)).at(-1) ?? '';
    await other.remove();
    const [old] = await deploy(lab.engine, spec('x'), SETTINGS);
    let taken: Promise<unknown> | undefined;
    const onEvent = ({ kind }: DeployEvent): void => {
      if (kind !== 'waiting') return;
      taken = Promise.all([foreign('yolo-lab-x-0.debug'), foreign(`${marked}.debug`)]);
    };
    await assert.rejects(
      deploy(lab.engine, spec('x'), { ...SETTINGS, onEvent }),
      /Other containers are named yolo-lab-x-0 and/,
    );
    await taken;
    const [replica, ...others] = await listReplicas(lab.engine);
    assert.deepEqual([replica?.id, replica?.name, others], [old?.id, 'yolo-lab-x-0', []]);
    assert.ok((await objects(replica?.port ?? 0)) > 3);
  });

  test('restores each of the old ones, and says which could not be', async () => {
    const devices = [{ kind: 'cpu' }, { kind: 'cpu' }] as const;
    await deploy(lab.engine, spec('r', { port: PORT, devices }), SETTINGS);
    const cancel = new AbortController();
    const taken = createServer();
    const onEvent = ({ kind }: DeployEvent): void => {
      if (kind !== 'creating') return;
      taken.listen(PORT, '127.0.0.1');
      cancel.abort(new Error('cancelled'));
    };
    const settings = { ...SETTINGS, oldFirst: true, onEvent, signal: cancel.signal };
    try {
      await assert.rejects(deploy(lab.engine, spec('r', { port: PORT, devices }), settings), {
        message: `What ran before, yolo-lab-r-0, could not be started again: Port ${PORT} is in use.`,
      });
      assert.deepEqual(await containerNames(lab), ['yolo-lab-r-0', 'yolo-lab-r-1']);
      await untilReady(PORT + 1);
      assert.ok((await objects(PORT + 1)) > 3);
    } finally {
      taken.close();
    }
  });

  test('leaves alone what another window is deploying, unless that window is gone', async () => {
    let second: Promise<unknown> | undefined;
    const onEvent = ({ kind }: DeployEvent): void => {
      if (kind === 'waiting') second = deploy(lab.engine, spec('w'), SETTINGS).catch((e) => e);
    };
    const [first] = await deploy(lab.engine, spec('w'), { ...SETTINGS, onEvent });
    assert.match(String(await second), /w is being deployed already/);
    const trial = (maker: number) =>
      foreign('yolo-lab-w-0.next', {
        'dev.yolo-dock.project': 'lab',
        'dev.yolo-dock.deployment': 'w',
        'dev.yolo-dock.created-by': createdBy(),
        'dev.yolo-dock.maker': `${hostname()} ${maker}`,
      });
    const theirs = await trial(process.ppid);
    await assert.rejects(
      deploy(lab.engine, spec('w'), SETTINGS),
      /w is being deployed from another window/,
    );
    assert.deepEqual(await containerNames(lab), ['yolo-lab-w-0', 'yolo-lab-w-0.next']);
    await theirs.remove();
    await trial(spawnSync('true').pid);
    const [next] = await deploy(lab.engine, spec('w'), SETTINGS);
    assert.notEqual(next?.id, first?.id);
    assert.deepEqual(await containerNames(lab), ['yolo-lab-w-0']);
  });

  test('gives out room once: of two that were planned onto it at once one is refused in numbers', async () => {
    const uuid = 'GPU-room';
    const promised = new Map([['0'.repeat(64), 8 * GIB]]);
    const on = (freeGib: number) => ({
      devices: [{ kind: 'gpu', uuid }] as const,
      vramMib: 20 * 1024,
      rooms: [{ label: 'GPU 0', uuids: [uuid], freeBytes: freeGib * GIB, promised: new Map() }],
    });
    const results = await Promise.allSettled(
      ['a', 'b'].map((name) => deploy(lab.engine, spec(name, on(23.5)), SETTINGS)),
    );
    const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    assert.equal(refused.length, 1);
    const [error] = refused;
    assert.ok(error instanceof DeployError && error.reason === 'refused', String(error));
    assert.match(
      error.message,
      /^[ab] no longer fits on GPU 0: of the 23\.50 GiB that were free when this was planned, [ab] took 20\.00 GiB\./,
    );
    const [winner = ''] = await containerNames(lab);
    assert.deepEqual(await containerNames(lab), [winner]);
    assert.match(winner, /^yolo-lab-[ab]-0$/);
    // What has gone since is free; what was there already counts no second time.
    const there = (await listReplicas(lab.engine)).map(({ id }) => [id, 20 * GIB] as const);
    const [room] = on(14).rooms;
    assert.ok(room);
    const rooms = [{ ...room, promised: new Map([...promised, ...there]) }];
    await deploy(lab.engine, spec('c', { ...on(14), rooms }), SETTINGS);
    assert.equal((await containerNames(lab)).length, 2);
  });

  test('leaves no image without a name, and gives a name back where it fails', async () => {
    const image = 'lab:turns';
    const deployed = { project: 'lab', name: 'i', image };
    const idOf = (name: string) => imageState(lab.engine, name).then((state) => state?.id);
    const build = async (lines: string): Promise<string> => {
      const content = Buffer.from(`FROM ${IMAGE}\n${lines}\n`);
      const context = [{ path: 'Dockerfile', source: { content } }];
      await buildImage(lab.engine, { dockerfile: 'Dockerfile', context, tag: image });
      return (await idOf(image)) ?? '';
    };
    const turn = (lines: string) =>
      succeeding(lab.engine, deployed, async () => {
        await build(lines);
        await deploy(lab.engine, spec('i', { image }), SETTINGS);
        return idOf(image);
      });
    const images = async () => (await lab.docker.listImages({ all: true })).length;
    const untouched = await images();
    const first = await turn('LABEL turn=1');
    await assert.rejects(turn('ENTRYPOINT ["node", "-e", "process.exit(7)"]'), /exit code 7/);
    assert.deepEqual([await idOf(image), await images()], [first, untouched + 1]);
    const second = await turn('LABEL turn=2');
    assert.notEqual(second, first);
    assert.deepEqual([await idOf(image), await images()], [second, untouched + 1]);

    // Another window that began before builds under the same name meanwhile, and is refused.
    const both = async (turn: number, before: string | undefined): Promise<void> => {
      const [begun, goesOn] = [gate(), gate()];
      const other = succeeding(lab.engine, deployed, async (built) => {
        begun.open();
        await goesOn.opened;
        built(await build(`LABEL turn=${turn} window=other`));
        throw new Error('refused');
      });
      await begun.opened;
      const id = await succeeding(lab.engine, deployed, async (built) => {
        const imageId = await build(`LABEL turn=${turn}`);
        built(imageId);
        goesOn.open();
        await assert.rejects(other, /refused/);
        // The other one has given the name back where there was somebody to give it to.
        if (before !== undefined) assert.equal(await idOf(image), before);
        const [started] = await deploy(lab.engine, spec('i', { image, imageId }), SETTINGS);
        const { Image } = await inspectContainer(lab.engine, started?.id ?? '');
        assert.equal(Image, imageId, 'what was built is what runs');
        return imageId;
      });
      assert.deepEqual([await idOf(image), await images()], [id, untouched + 1]);
    };
    await both(3, second);
    for (const { Id } of await lab.docker.listContainers({ all: true })) {
      await lab.docker.getContainer(Id).remove({ force: true });
    }
    await lab.docker.getImage(image).remove({ force: true });
    await both(4, undefined);
    await assertOwnName(lab.engine, image);
    await assert.rejects(assertOwnName(lab.engine, NODE_IMAGE), /did not build/);
    await lab.docker.getImage(image).remove({ force: true });
  });

  test('goes on with what an interrupted one left', async () => {
    const [old] = await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    await lab.docker.getContainer(old?.id ?? '').rename({ name: 'yolo-lab-a-0.old' });
    await lab.docker.getContainer(old?.id ?? '').stop();
    await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    assert.deepEqual(await containerNames(lab), ['yolo-lab-a-0']);
    assert.ok((await objects(PORT)) > 3);
  });

  test('is copied as commands that work as they are, beside it', async () => {
    const devices = [{ kind: 'gpu', uuid: 'GPU-77' }] as const;
    const [started] = await deploy(lab.engine, spec('a', { port: PORT, devices }), SETTINGS);
    const inspected = await inspectContainer(lab.engine, started?.id ?? '');
    const imageEnv = await imageEnvironment(lab.engine, inspected.Image);
    assert.equal(await imageNameOf(lab.engine, inspected), IMAGE);
    // By now the name may be another image's, or nobody's.
    const renamed = (name: string) => ({
      ...inspected,
      Config: { ...inspected.Config, Image: name },
    });
    assert.equal(await imageNameOf(lab.engine, renamed(NODE_IMAGE)), inspected.Image);
    const image = await imageNameOf(lab.engine, renamed('nobody:here'));
    assert.equal(image, inspected.Image);
    const own = { name: 'yolo-lab-a-0-copy', image, port: PORT + 1 };
    const run = { env: { ...process.env, DOCKER_HOST: lab.host.host }, encoding: 'utf8' } as const;
    execFileSync('sh', ['-c', dockerRunCommand(inspected, imageEnv, own)], run);
    await untilReady(own.port);
    const picture = join(SAMPLES, 'images', 'line-01.jpg');
    const results = [PORT, own.port].map((port) => {
      const where = { host: '127.0.0.1', port };
      const command = curlCommand(where, picture, { conf: 0.25 }, process.platform) ?? '';
      const said = execFileSync('sh', ['-c', command], {
        ...run,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return (JSON.parse(said) as { images: { results: unknown[] }[] }).images[0]?.results;
    });
    assert.ok((results[0]?.length ?? 0) > 3);
    assert.deepEqual(results[1], results[0]);
    const copy = await inspectContainer(lab.engine, own.name);
    for (const part of ['ReadonlyRootfs', 'CapDrop', 'Tmpfs', 'PidsLimit', 'Init'] as const) {
      assert.deepEqual(copy.HostConfig[part], inspected.HostConfig[part], part);
    }
    const stop = (config: object): unknown => 'StopTimeout' in config && config.StopTimeout;
    assert.equal(stop(copy.Config), stop(inspected.Config));
    assert.equal(lab.host.hookRecords().at(-1)?.env['NVIDIA_VISIBLE_DEVICES'], 'GPU-77');
    // It is nobody's deployment: the next deploying leaves it alone.
    assert.equal((await listReplicas(lab.engine)).length, 1);
  });

  test('answers again at once after a pause', async () => {
    const [started] = await deploy(lab.engine, spec('a', { port: PORT }), SETTINGS);
    const before = await objects(PORT);
    await pauseContainer(lab.engine, started?.id ?? '');
    assert.equal((await listReplicas(lab.engine))[0]?.state, 'paused');
    await resumeContainer(lab.engine, started?.id ?? '');
    assert.equal(await objects(PORT), before);
  });
});
