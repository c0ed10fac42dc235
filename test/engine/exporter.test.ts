import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';
import { exporterBundle } from '../../scripts/exporter/bundle.ts';
import { ROOT } from '../../scripts/paths.ts';
import { prometheusMissing } from '../../scripts/prometheus/prometheus.ts';
import { deploy } from '../../src/deployment/deploy.ts';
import { EXPORTER_IMAGE, exporterRecipe } from '../../src/deployment/exporterRecipe.ts';
import {
  findExporter,
  type GpuExporter,
  startExporter,
  stopExporter,
  tellExporter,
} from '../../src/deployment/gpuExporter.ts';
import type { ImageRecipe } from '../../src/deployment/imageRecipe.ts';
import { buildImage } from '../../src/engine/buildImage.ts';
import { Engine, type EngineAbout } from '../../src/engine/engine.ts';
import { gpuHostMissing } from '../gpu-host/buildLibrary.ts';
import { type GpuHost, startGpuHost } from '../gpu-host/gpuHost.ts';
import { GPU_IS_LOST, SCENARIOS } from '../gpu-host/scenarios.ts';
import { inContainer } from './support/containers.ts';
import { type Lab, SETTINGS, spec, startLab } from './support/lab.ts';
import { RealPrometheus } from './support/prometheus.ts';

const MIB = 2 ** 20;
const BASE = 3 * MIB;
const [CARD = assert.fail('a scenario without cards')] = SCENARIOS['two-24gb'].gpus;
const PORT = 15_840;

/** An engine whose BuildKit is not used. */
class WithoutBuildKit extends Engine {
  override async about(): Promise<EngineAbout> {
    return { ...(await super.about()), buildKit: false };
  }
}

/** Asks until it is so; what it was instead is told by who calls. */
async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await condition()) return true;
    await delay(150);
  }
  return false;
}

describe('the GPU exporter', { skip: engineMissing() ?? gpuHostMissing() ?? false }, () => {
  let lab: Lab;
  let gpus: GpuHost;
  let recipe: ImageRecipe;
  let exporter: GpuExporter;
  const held = 3_500_000_001;

  const metrics = async (): Promise<Map<string, number>> => {
    const answer = await fetch(`http://127.0.0.1:${exporter.port}/metrics`);
    assert.equal(answer.status, 200);
    const lines = (await answer.text()).split('\n').filter((line) => /^\w/.test(line));
    return new Map(
      lines.map((line): [string, number] => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  };
  const start = (): Promise<GpuExporter> =>
    startExporter(lab.engine, {
      image: EXPORTER_IMAGE,
      port: undefined,
      env: ['LD_LIBRARY_PATH=/opt/driver', 'YOLO_DOCK_GPU_SCENARIO=/opt/scenario/scenario.txt'],
      binds: [
        `${dirname(gpus.library)}:/opt/driver:ro`,
        `${dirname(gpus.env['YOLO_DOCK_GPU_SCENARIO'] ?? '')}:/opt/scenario:ro`,
      ],
    });
  const pidOf = async (id: string): Promise<number> =>
    (await lab.docker.getContainer(id).inspect()).State.Pid;

  before(async () => {
    [lab, gpus] = await Promise.all([startLab(), startGpuHost('two-24gb')]);
    // Nobody but its owner may look into it otherwise.
    chmodSync(dirname(gpus.env['YOLO_DOCK_GPU_SCENARIO'] ?? ''), 0o755);
    const folder = mkdtempSync(join(tmpdir(), 'yolo-exporter-'));
    await build({ ...exporterBundle(folder), minify: true, logLevel: 'silent' });
    recipe = await exporterRecipe({
      templates: join(ROOT, 'templates'),
      program: join(folder, 'exporter'),
    });
    await buildImage(lab.engine, recipe.request);
  });
  after(async () => {
    gpus?.dispose();
    await lab?.stop();
  });

  test('tells of each container what the card says, to the byte, with few rights', async () => {
    const [line] = await deploy(
      lab.engine,
      spec('a', { port: PORT, vramMib: 4096, devices: [{ kind: 'gpu', uuid: CARD.uuid }] }),
      SETTINGS,
    );
    assert.ok(line);
    gpus.setProcesses([
      { gpu: 0, pid: await pidOf(line.id), vram: held, sm: 60 },
      { gpu: 0, pid: process.pid, vram: 77 },
    ]);
    exporter = await start();
    const labels = 'container="yolo-lab-a-0",deployment="a",project="lab",gpu="0"';
    const figures = await metrics();
    const some = Object.fromEntries(
      [...figures].filter(([name]) => /memory|sm_ratio|up/.test(name)),
    );
    assert.deepEqual(some, {
      yolo_gpu_up: 1,
      'yolo_gpu_memory_used_bytes{gpu="0"}': held + 77 + BASE,
      'yolo_gpu_memory_used_bytes{gpu="1"}': BASE,
      'yolo_gpu_memory_total_bytes{gpu="0"}': CARD.total,
      'yolo_gpu_memory_total_bytes{gpu="1"}': CARD.total,
      'yolo_gpu_memory_reserved_bytes{gpu="0"}': CARD.reserved,
      'yolo_gpu_memory_reserved_bytes{gpu="1"}': CARD.reserved,
      'yolo_gpu_other_memory_bytes{gpu="0"}': 77,
      'yolo_gpu_unattributed_memory_bytes{gpu="0"}': BASE,
      'yolo_gpu_unattributed_memory_bytes{gpu="1"}': BASE,
      [`yolo_container_gpu_memory_bytes{${labels}}`]: held,
      [`yolo_container_gpu_memory_budget_bytes{${labels}}`]: 4096 * MIB,
      [`yolo_container_gpu_sm_ratio{${labels}}`]: 0.6,
    });
    assert.ok([...figures.keys()].some((name) => name.includes('simulated="true"')));

    const container = lab.docker.getContainer(exporter.id);
    const { HostConfig, Config, Mounts } = await container.inspect();
    assert.equal(HostConfig.PortBindings['9837/tcp'][0].HostIp, '127.0.0.1');
    assert.equal(HostConfig.Privileged, false);
    assert.equal(Config.User, '10002:10002');
    const { env = {} } = lab.host.hookRecords().at(-1) ?? {};
    assert.equal(env['NVIDIA_DRIVER_CAPABILITIES'], 'utility');
    assert.ok(Mounts.every(({ Source }) => !Source.includes('docker.sock')));
    const status = await inContainer(container, ['cat', '/proc/self/status']);
    assert.match(status, /^CapBnd:\s+0+\s*$/m);
    assert.match(status, /^NoNewPrivs:\s+1\s*$/m);
    assert.match(await inContainer(container, ['touch', '/opt/yolo/x']), /[Rr]ead-only/);
    const kill = ['node', '--eval', `process.kill(${await pidOf(line.id)}, 0)`];
    assert.match(await inContainer(container, kill), /EPERM/);
    const url = `http://127.0.0.1:${exporter.port}`;
    assert.equal((await fetch(`${url}/metrics`, { method: 'POST' })).status, 405);
    assert.equal((await fetch(`${url}/../etc/passwd`)).status, 404);
  });

  test('a real Prometheus reads it and the servers, and its alerts come', async (t) => {
    const missing = prometheusMissing();
    if (missing !== undefined) return t.skip(missing);
    const prometheus = await RealPrometheus.start(exporter.port ?? 0);
    t.after(() => prometheus.stop());
    const alert = async (name: string) =>
      (await prometheus.alerts()).find(
        ({ labels, state }) => labels['alertname'] === name && state === 'firing',
      );
    const memory = 'yolo_container_gpu_memory_bytes';
    assert.ok(
      await until(
        async () => (await prometheus.values(memory, 'container'))['yolo-lab-a-0'] === held,
      ),
    );
    assert.ok(await until(async () => (await alert('YoloContainerNearVramBudget')) !== undefined));
    assert.equal(
      (await alert('YoloContainerNearVramBudget'))?.annotations['summary'],
      'yolo-lab-a-0 uses 81.49% of its VRAM budget',
    );
    assert.equal(await alert('YoloGpuMemoryNearlyFull'), undefined);
    // The servers are found by asking the exporter.
    const model = 'yolo_model_info{job="yolo-servers"}';
    assert.ok(await until(async () => (await prometheus.values(model, 'deployment'))['a'] === 1));

    const server = lab.docker.getContainer('yolo-lab-a-0');
    const id = (await server.inspect()).Id;
    const started = 'yolo_container_start_time_seconds';
    const startOf = async () => (await prometheus.values(started, 'container'))['yolo-lab-a-0'];
    const before = await startOf();
    // Another process of the container takes the place of its oldest on the card.
    void inContainer(server, ['sleep', '600']).catch(() => undefined);
    const sleeper = async (): Promise<number> => {
      const { Processes } = await server.top({ ps_args: '-eo pid,args' });
      return Number(Processes.find(([, args = '']) => args.includes('sleep 600'))?.[0] ?? 0);
    };
    assert.ok(await until(async () => (await sleeper()) > 0));
    gpus.setProcesses([{ gpu: 0, pid: await sleeper(), vram: held - MIB, sm: 60 }]);
    assert.ok(
      await until(
        async () => (await prometheus.values(memory, 'container'))['yolo-lab-a-0'] === held - MIB,
      ),
    );
    assert.equal(await startOf(), before);
    assert.ok(before !== undefined && Math.abs(before - Date.now() / 1000) < 600);
    assert.equal(await alert('YoloContainerRestarted'), undefined);
    await server.restart({ t: 10 });
    gpus.setProcesses([{ gpu: 0, pid: await pidOf(id), vram: CARD.total - BASE - MIB, sm: 60 }]);
    assert.ok(await until(async () => (await alert('YoloContainerRestarted')) !== undefined));
    assert.ok(await until(async () => (await alert('YoloServerRestarted')) !== undefined));
    assert.ok(await until(async () => (await alert('YoloGpuMemoryNearlyFull')) !== undefined));

    await server.kill();
    await tellExporter(lab.engine, exporter.id);
    assert.ok(await until(async () => (await alert('YoloServerNoAnswer')) !== undefined));
    assert.equal((await alert('YoloServerNoAnswer'))?.labels['container'], 'yolo-lab-a-0');
    gpus.setScenario({ ...gpus.scenario, faults: [{ call: '*', code: GPU_IS_LOST }] });
    assert.ok(await until(async () => (await alert('YoloGpuNotRead')) !== undefined));
    assert.match((await alert('YoloGpuNotRead'))?.annotations['summary'] ?? '', /gpu-lost/);
  });

  test('outlives its engine, is replaced by the next, and goes without a trace', async () => {
    gpus.setScenario(SCENARIOS['two-24gb']);
    await lab.host.restart();
    // The engine starts it again by itself, with what it was told.
    assert.ok(await until(async () => (await findExporter(lab.engine))?.running === true));
    const again = await findExporter(lab.engine);
    assert.equal(again?.id, exporter.id);
    exporter = again;
    assert.ok(
      await until(() =>
        metrics().then(
          () => true,
          () => false,
        ),
      ),
    );
    const budget = [...(await metrics()).keys()].find((name) => name.includes('budget'));
    assert.match(budget ?? '', /deployment="a"/);

    await buildImage(new WithoutBuildKit(lab.engine.address), {
      ...recipe.request,
      tag: 'classic:lab',
    });
    const old = exporter.id;
    exporter = await start();
    assert.notEqual(exporter.id, old);
    assert.ok((await metrics()).has('yolo_gpu_up'));
    assert.equal(await stopExporter(lab.engine), true);
    assert.equal(await stopExporter(lab.engine), false);
    const { Volumes } = await lab.docker.listVolumes();
    assert.deepEqual(Volumes ?? [], []);
  });

  test('that cannot start leaves nothing behind', async () => {
    await assert.rejects(
      startExporter(lab.engine, {
        image: EXPORTER_IMAGE,
        port: undefined,
        // It cannot write there.
        env: ['YOLO_EXPORTER_CONTAINERS=/opt/yolo/x.json'],
      }),
      /read-only|EROFS/i,
    );
    assert.equal(await findExporter(lab.engine), undefined);
  });
});
