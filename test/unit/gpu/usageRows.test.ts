import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usageOf } from '../../../src/gpu/attribution/usageRows.ts';
import type {
  GpuDevice,
  GpuProcess,
  GpuSnapshot,
  MigInstance,
} from '../../../src/gpu/gpuSnapshot.ts';
import { seeded } from '../../support/random.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

function card(fields: Partial<GpuDevice>): GpuSnapshot {
  const device: GpuDevice = {
    index: 0,
    uuid: 'GPU-0',
    name: 'T4',
    memoryTotalBytes: 16_000,
    migEnabled: false,
    migInstances: [],
    processes: [],
    ...fields,
  };
  return { time: 0, source: 'nvml', simulated: true, devices: [device] };
}

const short = (snapshot: GpuSnapshot, part = 0) =>
  usageOf(snapshot)[part]?.rows.map(({ kind, vramBytes, smRatio }) => [kind, vramBytes, smRatio]);

describe('who uses a card', () => {
  it('is a row for each container, for other processes, and for what nobody holds', () => {
    const processes: GpuProcess[] = [
      { pid: 1, containerId: A, vramBytes: 1000, smRatio: 0.25 },
      { pid: 2, containerId: A, vramBytes: 500, smRatio: 0.5 },
      { pid: 3, containerId: B, vramBytes: 3000, smRatio: 0 },
      { pid: 4, cgroupIds: [], vramBytes: 200, smRatio: 0.125 },
    ];
    assert.deepEqual(short(card({ memoryUsedBytes: 5000, processes })), [
      ['container', 3000, 0],
      ['container', 1500, 0.75],
      ['other', 200, 0.125],
      ['unattributed', 300, undefined],
    ]);
  });

  it('is of compute instances in one GPU instance not told of each other', () => {
    const instance = (id: number, vramBytes: number): MigInstance => ({
      uuid: `MIG-${id}`,
      name: '1c.2g.20gb',
      gpuInstanceId: 3,
      computeInstanceId: id,
      memoryUsedBytes: 1000,
      processes: [{ pid: id, containerId: id === 1 ? A : B, vramBytes }],
    });
    const migInstances = [
      instance(1, 600),
      instance(2, 300),
      { ...instance(3, 50), gpuInstanceId: 4 },
    ];
    const sliced = card({ memoryUsedBytes: 2000, migEnabled: true, migInstances });
    assert.deepEqual(short(sliced, 1), [
      ['container', 600, undefined],
      ['unattributed', 100, undefined],
    ]);
    assert.deepEqual(short(sliced, 2), [
      ['container', 300, undefined],
      ['unattributed', 100, undefined],
    ]);
    assert.deepEqual(short(sliced, 3), [
      ['container', 50, undefined],
      ['unattributed', 950, undefined],
    ]);
    assert.deepEqual(
      usageOf(sliced).map(({ usedBytes }) => usedBytes),
      [2000, 1000, 1000, 1000],
    );
  });

  it('is nobody known where a process has ended or cannot be seen', () => {
    const processes: GpuProcess[] = [{ pid: 1, vramBytes: 40, smRatio: 0.5 }, { pid: 2 }];
    const [part] = usageOf(card({ memoryUsedBytes: 100, processes }));
    assert.deepEqual(part?.rows, [
      { kind: 'unattributed', vramBytes: 100, smRatio: 0.5, partial: true, processes },
    ]);
    assert.deepEqual(short(card({ processes })), [['unattributed', 40, 0.5]]);
  });

  it('is unknown where the driver does not tell, not nobody', () => {
    const processes: GpuProcess[] = [
      { pid: 1, containerId: A },
      { pid: 2, containerId: B, vramBytes: 100 },
      { pid: 3, containerId: B },
    ];
    const [part] = usageOf(card({ memoryUsedBytes: 900, processes }));
    assert.deepEqual(
      part?.rows.map(({ kind, vramBytes, partial }) => [kind, vramBytes, partial]),
      [
        ['container', 100, true],
        ['container', undefined, undefined],
        ['unattributed', 800, undefined],
      ],
    );
  });

  it('counts processes that ask together for no more than the whole card', () => {
    const processes = [1, 2].map((pid) => ({ pid, containerId: A, smRatio: 0.75 }));
    assert.deepEqual(short(card({ processes })), [['container', undefined, 1]]);
  });

  it('is told for each slice, and for the card with all its slices', () => {
    const slice = { uuid: 'MIG-1', name: '1g', memoryUsedBytes: 60, memoryTotalBytes: 100 };
    const migInstances = [{ ...slice, processes: [{ pid: 1, containerId: A, vramBytes: 50 }] }];
    const snapshot = card({ migEnabled: true, memoryUsedBytes: 80, migInstances });
    assert.deepEqual(short(snapshot, 0), [
      ['container', 50, undefined],
      ['unattributed', 30, undefined],
    ]);
    assert.deepEqual(short(snapshot, 1), [
      ['container', 50, undefined],
      ['unattributed', 10, undefined],
    ]);
  });

  it('adds up to what the card says, whoever is on it', () => {
    const random = seeded(11);
    const int = (below: number): number => Math.floor(random() * below);
    for (let round = 0; round < 500; round++) {
      const processes = Array.from({ length: int(12) }, (_, pid): GpuProcess => {
        const containerId = [undefined, A, B][int(3)];
        return {
          pid,
          ...(containerId && { containerId }),
          ...(int(2) > 0 && { cgroupIds: [] }),
          ...(int(5) > 0 && { vramBytes: int(2000) }),
        };
      });
      const memoryUsedBytes = int(16_000);
      const [part] = usageOf(card({ memoryUsedBytes, processes }));
      const sum = part?.rows.reduce((total, { vramBytes = 0 }) => total + vramBytes, 0);
      const held = processes.reduce((total, { vramBytes = 0 }) => total + vramBytes, 0);
      assert.equal(sum, part?.usedBytes);
      assert.equal(part?.usedBytes, Math.max(memoryUsedBytes, held));
      assert.equal(part?.rows.flatMap((row) => row.processes).length, processes.length);
    }
  });
});
