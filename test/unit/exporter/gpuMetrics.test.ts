import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { containerStarts } from '../../../src/exporter/containerStarts.ts';
import { type Told, withSeenContainers } from '../../../src/exporter/containersSeen.ts';
import { gpuMetrics } from '../../../src/exporter/gpuMetrics.ts';
import { metricsText } from '../../../src/exporter/metricsText.ts';
import { scrapeTargets } from '../../../src/exporter/scrapeTargets.ts';
import { parseTold, type ToldContainer } from '../../../src/exporter/toldContainers.ts';
import type { GpuDevice, GpuSnapshot } from '../../../src/gpu/gpuSnapshot.ts';
import { noPermission } from '../../../src/gpu/unavailable.ts';
import { card, slicedCard } from '../gpu/support/cards.ts';

const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);

const snapshot = (...devices: GpuDevice[]): GpuSnapshot => ({
  time: 0,
  source: 'nvml',
  simulated: true,
  driverVersion: '580.1',
  devices,
});

const told = (...containers: ToldContainer[]): Told =>
  new Map(containers.map((one) => [one.id, one]));

const LINE_A: ToldContainer = {
  id: A,
  name: 'yolo-lab-a-0',
  deployment: 'a',
  project: 'lab',
  budgetBytes: 4 * 2 ** 30,
  gpu: 'GPU-0',
  port: 5000,
};

/** The figures of one snapshot, comments left out. */
function lines(of: GpuSnapshot, who: Told, starts = new Map<string, number>()): string[] {
  const state = { ok: true as const, snapshot: withSeenContainers(of, who) };
  const text = metricsText(gpuMetrics(state, who, starts));
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('exported metrics', () => {
  it('tell of each container and of who is none, to the byte', () => {
    const processes = [
      { pid: 1, cgroupIds: [A], vramBytes: 3_000_000_001, smRatio: 0.5 },
      { pid: 2, cgroupIds: [A], vramBytes: 7 },
      { pid: 3, cgroupIds: [B], vramBytes: 11, smRatio: 0 },
      { pid: 4, cgroupIds: [], vramBytes: 13 },
    ];
    const one = card(0, 8, { processes, memoryUsedBytes: 3_000_000_132, utilizationRatio: 0.25 });
    const labels = 'container="yolo-lab-a-0",deployment="a",project="lab",gpu="0"';
    assert.deepEqual(lines(snapshot(one), told(LINE_A), new Map([[A, 1001.25]])), [
      'yolo_gpu_up 1',
      'yolo_gpu_info{gpu="0",uuid="GPU-0",name="NVIDIA L4",driver="580.1",simulated="true"} 1',
      'yolo_gpu_lost{gpu="0"} 0',
      'yolo_gpu_utilization_ratio{gpu="0"} 0.25',
      'yolo_gpu_memory_used_bytes{gpu="0"} 3000000132',
      'yolo_gpu_memory_total_bytes{gpu="0"} 8589934592',
      'yolo_gpu_other_memory_bytes{gpu="0"} 13',
      'yolo_gpu_unattributed_memory_bytes{gpu="0"} 100',
      `yolo_container_gpu_memory_bytes{${labels}} 3000000008`,
      'yolo_container_gpu_memory_bytes{container="b2b2b2b2b2b2",gpu="0"} 11',
      `yolo_container_gpu_sm_ratio{${labels}} 0.5`,
      'yolo_container_gpu_sm_ratio{container="b2b2b2b2b2b2",gpu="0"} 0',
      `yolo_container_gpu_memory_budget_bytes{${labels}} 4294967296`,
      'yolo_container_start_time_seconds{container="yolo-lab-a-0",deployment="a",project="lab"} 1001.25',
    ]);
  });

  it('count a container once under MIG, on its slice', () => {
    const sliced = slicedCard(0, [10, 20]);
    const [first, second] = sliced.migInstances;
    assert.ok(first && second);
    const processes = [{ pid: 1, cgroupIds: [A], vramBytes: 5 }];
    const migInstances = [{ ...first, processes, smRatio: 0.5 }, second];
    const who = told({ ...LINE_A, gpu: 'MIG-0-1' });
    const all = lines(snapshot({ ...sliced, migInstances }), who).filter((line) =>
      /container|sm_ratio|used/.test(line),
    );
    const labels = 'container="yolo-lab-a-0",deployment="a",project="lab",gpu="0"';
    assert.deepEqual(all, [
      'yolo_gpu_memory_used_bytes{gpu="0"} 5',
      'yolo_gpu_memory_used_bytes{gpu="0",mig="MIG-0-0"} 5',
      'yolo_gpu_memory_used_bytes{gpu="0",mig="MIG-0-1"} 0',
      'yolo_gpu_sm_ratio{gpu="0",mig="MIG-0-0"} 0.5',
      `yolo_container_gpu_memory_bytes{${labels},mig="MIG-0-0"} 5`,
      // Alone on its slice, it makes all of the slice's load.
      `yolo_container_gpu_sm_ratio{${labels},mig="MIG-0-0"} 0.5`,
      `yolo_container_gpu_memory_budget_bytes{${labels},mig="MIG-0-1"} 4294967296`,
    ]);
  });

  it('count a container on the card under MIG where no slice claims it', () => {
    const sliced = slicedCard(0, [10, 20]);
    const [first, second] = sliced.migInstances;
    assert.ok(first && second);
    const migInstances = [
      { ...first, processes: [{ pid: 1, cgroupIds: [A], vramBytes: 5 }] },
      second,
    ];
    const processes = [{ pid: 2, cgroupIds: [B], vramBytes: 7 }];
    const all = lines(snapshot({ ...sliced, processes, migInstances }), told());
    assert.deepEqual(
      all.filter((line) => line.startsWith('yolo_container_gpu_memory_bytes')),
      [
        'yolo_container_gpu_memory_bytes{container="b2b2b2b2b2b2",gpu="0"} 7',
        'yolo_container_gpu_memory_bytes{container="a1a1a1a1a1a1",gpu="0",mig="MIG-0-0"} 5',
      ],
    );
  });

  it('have no figure for what the driver does not tell, and none at all without it', () => {
    const { memoryTotalBytes: _, memoryUsedBytes: __, ...silent } = card(0, 8);
    const processes = [{ pid: 1, cgroupIds: [A] }];
    const all = lines(snapshot({ ...silent, processes, lost: true }), told()).map((line) =>
      line.replace(/\{.*/, ''),
    );
    assert.deepEqual(all, ['yolo_gpu_up 1', 'yolo_gpu_info', 'yolo_gpu_lost']);
    const text = metricsText(gpuMetrics(noPermission(), told(), new Map()));
    assert.match(text, /^yolo_gpu_up\{reason="no-permission"\} 0$/m);
    assert.doesNotMatch(text, /memory/);
  });

  it('take the outermost container that somebody told of', () => {
    const processes = [{ pid: 1, cgroupIds: [A, B], vramBytes: 5 }];
    const memory = (who: Told): string | undefined =>
      lines(snapshot(card(0, 8, { processes })), who).find((line) =>
        line.startsWith('yolo_container_gpu_memory_bytes'),
      );
    assert.match(memory(told({ id: B, name: 'inner' })) ?? '', /"inner"/);
    assert.match(memory(told({ id: B, name: 'inner' }, { id: A, name: 'outer' })) ?? '', /"outer"/);
    assert.match(memory(told()) ?? '', /"a1a1a1a1a1a1"/);
  });

  it('write any label as Prometheus reads it', () => {
    const samples = [{ labels: { a: 'q"b\\s\nn', empty: '', none: undefined }, value: 1 }];
    const text = metricsText([
      { name: 'x', help: 'two\nlines \\', samples },
      { name: 'y', help: 'nothing', samples: [] },
    ]);
    assert.equal(text, '# HELP x two\\nlines \\\\\n# TYPE x gauge\nx{a="q\\"b\\\\s\\nn"} 1\n');
  });
});

describe('the start of a container', () => {
  const proc = mkdtempSync(join(tmpdir(), 'yolo-proc-'));
  after(() => rmSync(proc, { recursive: true, force: true }));
  const runs = (pid: number, id: string, ticks: number): void => {
    mkdirSync(join(proc, String(pid)), { recursive: true });
    writeFileSync(join(proc, String(pid), 'cgroup'), `0::/system.slice/docker-${id}.scope\n`);
    const fields = Array.from({ length: 18 }, () => '0').join(' ');
    writeFileSync(join(proc, String(pid), 'stat'), `${pid} (a ) b) S ${fields} ${ticks} 0`);
  };
  const ends = (pid: number): void => rmSync(join(proc, String(pid)), { recursive: true });
  const starts = (): [string, number][] => [...containerStarts(new Set([A]), 1000, proc)];

  it('is that of its first process, whichever of its others end', () => {
    writeFileSync(join(proc, 'uptime'), '');
    assert.deepEqual(starts(), []);
    runs(10, A, 100);
    runs(11, A, 250);
    runs(12, A, 300);
    runs(20, B, 50);
    assert.deepEqual(starts(), [[A, 1001]]);
    ends(11);
    runs(13, A, 400);
    assert.deepEqual(starts(), [[A, 1001]]);
    // One that is there no more when it is read.
    mkdirSync(join(proc, '14'));
    for (const pid of [10, 12, 13]) ends(pid);
    assert.deepEqual(starts(), []);
    runs(30, A, 700);
    assert.deepEqual(starts(), [[A, 1007]]);
    assert.deepEqual([...containerStarts(new Set([A]), undefined, proc)], []);
  });
});

describe('what the exporter is told', () => {
  it('is taken as far as it makes sense', () => {
    const odd = [
      null,
      5,
      { id: 'short' },
      { id: A, name: 7, budgetBytes: -1, port: 'x', gpu: '' },
      { ...LINE_A, more: true },
    ];
    const { more: _, ...whole } = { ...LINE_A, more: true };
    assert.deepEqual(parseTold(JSON.stringify(odd)), [{ id: A, name: 'a1a1a1a1a1a1' }, whole]);
    assert.deepEqual(parseTold('{}'), []);
    assert.throws(() => parseTold('nonsense'), SyntaxError);
  });

  it('names the servers that Prometheus asks', () => {
    assert.deepEqual(scrapeTargets(told(LINE_A, { id: B, name: 'other' })), [
      {
        targets: ['127.0.0.1:5000'],
        labels: { container: 'yolo-lab-a-0', deployment: 'a', project: 'lab' },
      },
    ]);
  });
});
