import '../../../support/panelPreview/useFakeVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memento } from 'vscode';
import type { WatchedReplica } from '../../../../src/deployment/replicaLife.ts';
import type { GpuState } from '../../../../src/gpu/gpuSnapshot.ts';
import type { MonitorSources } from '../../../../src/ui/gpus/monitorSources.ts';
import { statusBarItems } from '../../../support/panelPreview/fakeVscode.ts';
import { replica } from '../deployments/replica.ts';

const { ContainerFocus } = await import('../../../../src/ui/status/containerFocus.ts');
const { GpuStatus } = await import('../../../../src/ui/status/gpuStatus.ts');
const { TargetMemory } = await import('../../../../src/ui/targets/targetMemory.ts');
const { containerTargetId } = await import('../../../../src/ui/targets/containerTargetId.ts');

const MIB = 2 ** 20;
const GPU = 'GPU-1';
const values = new Map<string, unknown>();
const memento = {
  get: (key: string) => values.get(key),
  update: async (key: string, value: unknown) => void values.set(key, value),
} as unknown as Memento;

const placed = { gpu: GPU, vramMib: 4096 };
/** What was deployed and gives way, though its process still holds memory; and what is debugged. */
const before = replica({ deployment: 'line-a', ...placed }, { role: 'previous', state: 'exited' });
const debugged = replica(
  { deployment: 'line-a', ...placed, debug: true },
  { id: 'd'.repeat(64), role: 'debug' },
);
const other = replica({ deployment: 'line-b', ...placed });

const holds = (pid: number, { id }: WatchedReplica, vramMib: number, smRatio: number) => ({
  pid,
  containerId: id,
  vramBytes: vramMib * MIB,
  smRatio,
});
const processes = [
  holds(1, before, 1024, 0.1),
  holds(2, debugged, 3072, 0.5),
  holds(3, other, 512, 0.2),
];
const state: GpuState = {
  ok: true,
  snapshot: {
    time: 0,
    source: 'nvml',
    simulated: false,
    devices: [
      {
        ...{ index: 0, uuid: GPU, name: 'L4', migEnabled: false, migInstances: [] },
        memoryTotalBytes: 24_000 * MIB,
        memoryUsedBytes: 4700 * MIB,
        processes,
      },
    ],
  },
};

test('while a container is debugged, the figures are its own and nobody else’s', async () => {
  const memory = new TargetMemory(memento);
  const focus = new ContainerFocus(memento, memory);
  const engine = { view: { replicas: [before, debugged, other] } };
  const status = new GpuStatus({ engine, focus } as unknown as MonitorSources);
  const shown = (): string | undefined => statusBarItems.findLast(({ visible }) => visible)?.text;
  status.update(state);
  assert.equal(shown(), undefined, 'nobody is in focus');

  await memory.choose(containerTargetId(other.labels));
  await focus.pin(other.labels);
  status.update();
  assert.equal(shown(), '$(chip) line-b 0.5/4.0 GiB · SM 20 %');

  const session = focus.debugging(debugged.id);
  status.update();
  assert.equal(shown(), '$(chip) line-a 3.0/4.0 GiB · SM 50 %');
  assert.equal(focus.shown, containerTargetId(debugged.labels));

  session.dispose();
  status.update();
  assert.equal(shown(), '$(chip) line-b 0.5/4.0 GiB · SM 20 %');
  await focus.pin(undefined);
  engine.view.replicas = [before];
  status.update();
  assert.equal(shown(), undefined, 'one that gave way is not in focus');
});
