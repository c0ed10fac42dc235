import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ensureDockerCompose } from '../../scripts/engine/dockerCompose.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { SAMPLES } from '../../scripts/paths.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';
import { Client } from '../../src/contract/client.ts';
import { composeFile } from '../../src/deployment/composeFile.ts';
import { projectWith, sampleProject } from '../unit/kubernetes/support.ts';
import { IMAGE, type Lab, startLab } from './support/lab.ts';

const run = promisify(execFile);
const PICTURE = readFileSync(join(SAMPLES, 'images', 'line-01.jpg'));
/** A port outside of what the system hands out by itself. */
const PORT = 15_870;

describe('compose.yaml with the real Compose', { skip: engineMissing() ?? false }, () => {
  let compose: string | undefined;
  let reason = '';
  let lab: Lab;

  before(async () => {
    try {
      compose = await ensureDockerCompose();
    } catch (error) {
      if (!(error instanceof MeansError)) throw error;
      reason = error.message;
      return;
    }
    lab = await startLab();
  });
  after(() => lab?.stop());

  /** Runs Compose on a text and resolves with its output. */
  async function composed(text: string, ...args: string[]): Promise<string> {
    const file = join(temporaryFolder('compose'), 'compose.yaml');
    writeFileSync(file, text);
    const env = { ...process.env, DOCKER_HOST: `unix://${lab.host.socketPath}`, HOME: '/nowhere' };
    const flags = ['--file', file, '--project-name', 'parts'];
    return (await run(compose as string, [...flags, ...args], { env })).stdout;
  }

  test('its schema takes what is written, whatever the project', async (t) => {
    if (compose === undefined) return t.skip(reason);
    const odd = {
      null: { replicas: 2, gpu: 1 },
      yes: { stack: 'tensorrt' },
      '1e3': { vram: '40%' },
    };
    for (const project of [sampleProject(), projectWith(odd as never)]) {
      const config = await composed(composeFile(project), 'config');
      assert.match(config, /device_ids:/);
    }
    await assert.rejects(composed('services: {a: {imag: b}}', 'config'), /imag/);
  });

  test('a deployment comes up without rights, finds objects, and is gone afterwards', async (t) => {
    if (compose === undefined) return t.skip(reason);
    const text = composeFile(projectWith({ 'line-a': { image: IMAGE, gpu: 'cpu', port: PORT } }));
    const client = new Client({ host: '127.0.0.1', port: PORT });
    t.after(() => client.close());
    await composed(text, 'up', '--detach');
    const [container] = await lab.docker.listContainers();
    assert.ok(container);
    for (let left = 200; !(await client.ready().then(Boolean, () => false)); left--) {
      assert.ok(left > 0, 'it does not become ready');
      await delay(200);
    }
    const [answer] = (await client.predict(PICTURE)).images;
    assert.ok(answer && 'results' in answer && answer.results.length > 3);

    const inspect = () => lab.docker.getContainer(container.Id).inspect();
    const { Config, HostConfig } = await inspect();
    assert.equal(Config.User, '10001:10001');
    assert.equal(HostConfig.ReadonlyRootfs, true);
    assert.deepEqual(HostConfig.CapDrop, ['ALL']);
    assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges']);
    assert.equal(HostConfig.PortBindings['5000/tcp'][0].HostIp, '127.0.0.1');
    for (let left = 300; (await inspect()).State.Health?.Status !== 'healthy'; left--) {
      assert.ok(left > 0, 'its own health check does not find it healthy');
      await delay(200);
    }
    await composed(text, 'down');
    assert.deepEqual(await lab.docker.listContainers({ all: true }), []);
  });
});
