import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { NODE_IMAGE } from '../../scripts/engine/baseImages.ts';
import { startEngine } from '../../scripts/engine/engineHost.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import type { DeployEvent } from '../../src/deployment/deployEvents.ts';
import { verifyDevice } from '../../src/deployment/gpuHandout.ts';
import { DeployError, type DeployReason } from '../../src/deployment/startFailure.ts';
import { BuildFailure } from '../../src/engine/buildFailure.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/engineError.ts';
import { loadForeignImage } from './support/foreignImage.ts';
import { type Inventory, inventory } from './support/inventory.ts';
import { containerNames, IMAGE, type Lab, SETTINGS, spec, startLab } from './support/lab.ts';

/** Builds an image from the one of the lab with a few lines more. */
async function derived({ engine }: Lab, tag: string, lines: string): Promise<void> {
  const content = Buffer.from(`FROM ${IMAGE}\n${lines}\n`);
  const context = [{ path: 'Dockerfile', source: { content } }];
  await buildImage(engine, { dockerfile: 'Dockerfile', context, tag });
}

function failsWith(reason: DeployReason, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof DeployError, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, words);
    return true;
  };
}

describe('a deployment that fails', { skip: engineMissing() ?? false }, () => {
  let lab: Lab;
  let untouched: Inventory;
  before(async () => {
    lab = await startLab();
    untouched = await inventory(lab.docker);
  });
  after(() => lab?.stop());
  afterEach(async () => {
    assert.deepEqual(await inventory(lab.docker), untouched);
  });

  test('because its program ends at once: exit code and its last words', async () => {
    await derived(
      lab,
      'fails:exit',
      'ENTRYPOINT ["node", "-e", "console.log(`so long`);process.exit(7)"]',
    );
    await assert.rejects(
      deploy(lab.engine, spec('x', { image: 'fails:exit' }), SETTINGS),
      (error) => {
        failsWith('exited', /exit code 7/)(error);
        assert.deepEqual((error as DeployError).log, ['so long']);
        return true;
      },
    );
  });

  test('because its program is missing', async () => {
    await derived(lab, 'fails:program', 'ENTRYPOINT ["/no/such/program"]');
    await assert.rejects(
      deploy(lab.engine, spec('x', { image: 'fails:program' }), SETTINGS),
      failsWith('exited', /exit code 127: its program is missing/),
    );
  });

  test('because memory runs out', async () => {
    const eat = 'const a=[];for(;;)a.push(Buffer.alloc(1<<24,1))';
    await derived(lab, 'fails:memory', `ENTRYPOINT ["node", "-e", "${eat}"]`);
    // The engine is told a limit that the product does not set, so that this machine is spared.
    const original = lab.engine.call.bind(lab.engine);
    const limited: typeof original = (work, signal) =>
      original(
        (docker) =>
          work(
            new Proxy(docker, {
              get: (target, name, receiver) =>
                name === 'createContainer'
                  ? (options: { HostConfig?: object }) =>
                      target.createContainer({
                        ...options,
                        HostConfig: {
                          ...options.HostConfig,
                          Memory: 64 * 2 ** 20,
                          MemorySwap: 64 * 2 ** 20,
                        },
                      })
                  : Reflect.get(target, name, receiver),
            }),
          ),
        signal,
      );
    lab.engine.call = limited;
    try {
      await assert.rejects(
        deploy(lab.engine, spec('x', { image: 'fails:memory' }), SETTINGS),
        failsWith('out-of-memory', /ran out of memory/),
      );
    } finally {
      lab.engine.call = original;
    }
  });

  test('because it never becomes ready', async () => {
    await derived(lab, 'fails:never', 'ENTRYPOINT ["node", "-e", "setInterval(()=>{},1e6)"]');
    await assert.rejects(
      deploy(lab.engine, spec('x', { image: 'fails:never' }), { ...SETTINGS, readySeconds: 1 }),
      failsWith('not-ready', /within 1 s/),
    );
  });

  test('because the image is gone', async () => {
    await assert.rejects(
      deploy(lab.engine, spec('x', { image: 'gone:1' }), SETTINGS),
      failsWith('engine', /build it first/),
    );
  });

  test('because its image is made for another processor, which is named', async () => {
    const { docker, engine } = lab;
    const image = 'fails:processor';
    const words = await loadForeignImage(docker, engine, image);
    await assert.rejects(deploy(engine, spec('x', { image }), SETTINGS), (error) => {
      assert.ok(error instanceof DeployError, String(error));
      assert.match(error.message, words);
      return true;
    });
  });

  test('because the container is killed while it starts', async () => {
    const onEvent = (event: DeployEvent): void => {
      if (event.kind === 'waiting') void lab.docker.getContainer(event.containerId).kill();
    };
    await assert.rejects(
      deploy(lab.engine, spec('x'), { ...SETTINGS, onEvent }),
      failsWith('exited', /killed \(exit code 137\)/),
    );
  });

  test('because the container sees another GPU than it was to', async () => {
    const devices = [{ kind: 'gpu' as const, uuid: 'GPU-1' }];
    const [started] = await deploy(lab.engine, spec('x', { devices }), SETTINGS);
    const id = started?.id ?? '';
    await verifyDevice(lab.engine, id, 'GPU-1');
    await assert.rejects(
      verifyDevice(lab.engine, id, 'GPU-2'),
      failsWith('engine', /was to see GPU GPU-2, but sees GPU-1/),
    );
    await lab.docker.getContainer(id).remove({ force: true });
    // Handed out by CDI, and no nvidia-smi to ask.
    const env = { Image: spec('x').image, Env: ['NVIDIA_VISIBLE_DEVICES=void'] };
    const other = await lab.docker.createContainer(env);
    await other.start();
    await verifyDevice(lab.engine, other.id, 'GPU-2');
    await other.remove({ force: true });
  });

  test('because the engine goes away, and cleans up when it is back', async () => {
    const onEvent = (event: DeployEvent): void => {
      if (event.kind === 'waiting') void lab.host.goAway({ crash: true });
    };
    await assert.rejects(
      deploy(lab.engine, spec('x'), { ...SETTINGS, onEvent }),
      (error: unknown) => error instanceof EngineError && error.concernsEngine,
    );
    await lab.host.comeBack();
    for (let attempt = 0; attempt < 60 && (await containerNames(lab)).length > 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  });
});

describe('a build that fails', { skip: engineMissing() ?? false }, () => {
  let lab: Lab;
  let untouched: Inventory;
  before(async () => {
    lab = await startLab({ gpuHook: false });
    untouched = await inventory(lab.docker);
  });
  after(() => lab?.stop());
  afterEach(async () => {
    assert.deepEqual(await inventory(lab.docker), untouched);
  });

  const build = (dockerfile: string, signal?: AbortSignal, onEvent?: () => void) =>
    buildImage(
      lab.engine,
      {
        dockerfile: 'Dockerfile',
        context: [{ path: 'Dockerfile', source: { content: Buffer.from(dockerfile) } }],
        tag: 'fails:build',
      },
      { ...(signal && { signal }), ...(onEvent && { onEvent }) },
    );

  test('names the step, its line and the end of its output', async () => {
    const text = `FROM ${IMAGE}\nUSER 0\n\nRUN echo first && \\\n  echo oops >&2 && exit 3\n`;
    await assert.rejects(build(text), (error: unknown) => {
      assert.ok(error instanceof BuildFailure, String(error));
      assert.equal(error.line, 4);
      assert.match(error.step ?? '', /RUN echo first/);
      assert.ok(error.output.includes('oops'), error.output.join('|'));
      return true;
    });
  });

  test('because the Dockerfile cannot be read', async () => {
    await assert.rejects(build(`FROM ${IMAGE}\nFOO bar\n`), (error: unknown) => {
      assert.ok(error instanceof BuildFailure);
      assert.equal(error.line, 2);
      return /unknown instruction/i.test(error.message);
    });
  });

  test('ends in the engine too when it is cancelled', async () => {
    const cancel = new AbortController();
    const onEvent = (): void => {
      setTimeout(() => cancel.abort(new Error('cancelled')), 500);
    };
    const text = `FROM ${IMAGE}\nUSER 0\nRUN sleep 600 ${Date.now()}\n`;
    await assert.rejects(build(text, cancel.signal, onEvent), { message: 'cancelled' });
    const { spawnSync } = await import('node:child_process');
    const marker = text.match(/600 (\d+)/)?.[1] ?? '';
    let running = true;
    for (let attempt = 0; attempt < 40 && running; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      running = spawnSync('pgrep', ['-f', `sleep 600 ${marker}`]).status === 0;
    }
    assert.equal(running, false);
    await assert.rejects(lab.docker.getImage('fails:build').inspect(), { statusCode: 404 });
  });

  test('because the engine goes away, is told, and works again after its return', async () => {
    let gone: Promise<void> | undefined;
    const onEvent = (): void => {
      gone ??= new Promise((resolve) => setTimeout(resolve, 300)).then(() =>
        lab.host.goAway({ crash: true }),
      );
    };
    await assert.rejects(
      build(`FROM ${IMAGE}\nUSER 0\nRUN sleep 30 ${Date.now()}\n`, undefined, onEvent),
      (error: unknown) => error instanceof EngineError,
    );
    await gone;
    await lab.host.comeBack();
    await build(`FROM ${IMAGE}\nLABEL a=b\n`);
  });
});

describe('an engine whose disk is full', { skip: engineMissing() ?? false }, () => {
  test('says so, and how to free some', async () => {
    const host = await startEngine({ diskMiB: 1200 });
    try {
      const engine = new Engine({ kind: 'socket', path: host.socketPath });
      const content = Buffer.from(
        `FROM ${NODE_IMAGE}\nRUN dd if=/dev/zero of=/large bs=1M count=4000\n`,
      );
      const context = [{ path: 'Dockerfile', source: { content } }];
      await assert.rejects(
        buildImage(engine, { dockerfile: 'Dockerfile', context, tag: 'fails:disk' }),
        (error: unknown) => {
          assert.ok(error instanceof BuildFailure, String(error));
          assert.match(error.message, /docker system df/);
          return true;
        },
      );
    } finally {
      await host.stop();
    }
  });
});
