import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AttributedSource } from '../../../src/gpu/attributedSource.ts';
import { cgroupIds } from '../../../src/gpu/attribution/cgroupIds.ts';
import { withContainers } from '../../../src/gpu/attribution/containersOf.ts';
import { EngineProcessList } from '../../../src/gpu/attribution/engineProcessList.ts';
import { ProcessOrigins } from '../../../src/gpu/attribution/processOrigins.ts';
import { UnknownContainers } from '../../../src/gpu/attribution/unknownContainers.ts';
import { usageOf } from '../../../src/gpu/attribution/usageRows.ts';
import type { GpuProcess, GpuSnapshot } from '../../../src/gpu/gpuSnapshot.ts';
import type { GpuSource } from '../../../src/gpu/gpuSource.ts';

const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);

/** A snapshot of one card with these processes. */
function snapshot(processes: readonly GpuProcess[]): GpuSnapshot {
  const device = { index: 0, uuid: 'GPU-0', name: 'T4', migEnabled: false, migInstances: [] };
  return { time: 0, source: 'nvml', simulated: true, devices: [{ ...device, processes }] };
}

describe('the cgroup of a process', () => {
  const shapes: Readonly<Record<string, readonly [text: string, ids: readonly string[]]>> = {
    'docker with cgroupfs': [`12:cpuset:/docker/${A}\n0::/docker/${A}\n`, [A]],
    'docker with systemd': [`0::/system.slice/docker-${A}.scope\n`, [A]],
    'an init below it': [`0::/system.slice/docker-${A}.scope/init\n`, [A]],
    rootless: [
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${A}.scope\n`,
      [A],
    ],
    'a parent of its own': [`0::/mine/${A}\n`, [A]],
    podman: [`0::/machine.slice/libpod-${A}.scope/container\n`, [A]],
    'podman’s payload': [`0::/machine.slice/libpod-payload-${A}\n`, [A]],
    kubelet: [`0::/kubepods/burstable/pod0a6b-11/${A}\n`, [A]],
    'kubelet with systemd': [
      `0::/kubepods.slice/kubepods-pod3.slice/cri-containerd-${A}.scope\n`,
      [A],
    ],
    'kubelet with colons': [`0::/kubepods.slice/kubepods-pod3.slice:cri-containerd:${A}\n`, [A]],
    'kubelet with docker': [
      `0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod3.slice/docker-${A}.scope\n`,
      [A],
    ],
    'kubelet with CRI-O': [
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod3.slice/crio-${A}.scope\n`,
      [A],
    ],
    'rootless podman': [
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${A}.scope/container\n`,
      [A],
    ],
    'an init under cgroupfs': [`0::/docker/${A}/init\n`, [A]],
    'another namespace': [`0::/../../docker-${A}.scope\n`, [A]],
    'a hybrid host': [`4:memory:/\n1:name=systemd:/docker/${A}\n0::/\n`, [A]],
    'an engine in a container': [`0::/docker/${A}/docker/${B}\n`, [A, B]],
    none: ['0::/user.slice/user-1000.slice/session-2.scope\n', []],
    'a longer number': [`0::/build/${A}${A}\n`, []],
  };
  for (const [name, [text, ids]] of Object.entries(shapes)) {
    it(`is understood: ${name}`, () => assert.deepEqual(cgroupIds(text), ids));
  }
});

describe('where a process comes from', () => {
  const proc = mkdtempSync(join(tmpdir(), 'yolo-dock-proc-'));
  after(() => rmSync(proc, { recursive: true, force: true }));
  const write = (pid: number, startTime: number, cgroup: string, name = 'python'): void => {
    const folder = join(proc, String(pid));
    mkdirSync(folder, { recursive: true });
    const fields = ['S', ...Array.from({ length: 18 }, (_, at) => at), startTime, 0, 0];
    writeFileSync(join(folder, 'stat'), `${pid} (${name}) ${fields.join(' ')}\n`);
    writeFileSync(join(folder, 'cgroup'), cgroup);
  };

  it('is its start and its cgroup, whatever it is called', () => {
    write(5, 777, `0::/docker/${A}\n`, 'evil) S 1 2 (3');
    const origin = new ProcessOrigins(proc).of(5, 0);
    assert.deepEqual([origin?.startTime, origin?.cgroupIds], ['777', [A]]);
  });

  it('is unknown of one that has ended', () => {
    assert.equal(new ProcessOrigins(proc).of(99, 0), undefined);
  });

  it('is another when its pid is given to another process', () => {
    const origins = new ProcessOrigins(proc);
    write(6, 1000, `0::/docker/${A}\n`);
    assert.deepEqual(origins.of(6, 0)?.cgroupIds, [A]);
    write(6, 2000, `0::/docker/${B}\n`);
    assert.deepEqual(origins.of(6, 1)?.cgroupIds, [B]);
  });

  it('follows one that leaves its container', () => {
    const origins = new ProcessOrigins(proc);
    write(7, 1000, `0::/docker/${A}\n`);
    origins.of(7, 0);
    write(7, 1000, '0::/system.slice/x.service\n');
    assert.deepEqual(origins.of(7, 5000)?.cgroupIds, [A]);
    assert.deepEqual(origins.of(7, 10_001)?.cgroupIds, []);
  });

  it('is looked at again in turns where there are many, and at once where one is new', () => {
    const origins = new ProcessOrigins(proc);
    const pids = Array.from({ length: 128 }, (_, at) => 100 + at);
    const look = (): string[] => {
      const starts = pids.map((pid) => origins.of(pid, 0)?.startTime ?? '');
      origins.keepOnly(new Set(pids));
      return starts;
    };
    for (const pid of pids) write(pid, 1, '0::/\n');
    look();
    for (const pid of pids) write(pid, 2, '0::/\n');
    const [first, second] = [look(), look()];
    assert.equal(first.filter((start) => start === '2').length, 64);
    assert.equal(second.filter((start) => start === '2').length, 128);
    origins.keepOnly(new Set());
    for (const pid of pids) write(pid, 3, '0::/\n');
    assert.ok(look().every((start) => start === '3'));
  });

  it('is read from the kernel', { skip: process.platform !== 'linux' }, () => {
    const origin = new ProcessOrigins().of(process.pid, 0);
    assert.match(origin?.startTime ?? '', /^\d+$/);
  });
});

describe('the container of a process', () => {
  it('is the outermost that the engine knows', () => {
    const one = snapshot([{ pid: 1, cgroupIds: [A, B] }]);
    const of = (known: string[]) =>
      withContainers(one, new Set(known)).devices[0]?.processes[0]?.containerId;
    assert.equal(of([A, B]), A);
    assert.equal(of([B]), B);
    assert.equal(of([]), undefined);
  });

  it('is asked of the engine only where the cgroup cannot be read', () => {
    const both = snapshot([{ pid: 1, cgroupIds: [] }, { pid: 2 }]);
    const listed = new Map([
      [1, A],
      [2, B],
    ]);
    const { processes = [] } = withContainers(both, new Set([A, B]), { listed }).devices[0] ?? {};
    assert.deepEqual(
      processes.map(({ containerId }) => containerId),
      [undefined, B],
    );
  });

  it('is none that has ended, though a list of before has the pid', () => {
    const listed = new Map([[2, B]]);
    const of = (known: string[]) =>
      withContainers(snapshot([{ pid: 2 }]), new Set(known), { listed }).devices[0]?.processes[0];
    assert.equal(of([A, B])?.containerId, B);
    assert.deepEqual(of([A]), { pid: 2 });
  });

  it('is asked of the engine only when something has changed', async () => {
    const asked: string[] = [];
    const list = new EngineProcessList((id) => {
      asked.push(id);
      return Promise.resolve(id === A ? [1, 2] : [3]);
    });
    const known = new Set([A, B]);
    await list.look(snapshot([{ pid: 1 }, { pid: 3 }]), known);
    assert.deepEqual(
      [...list.byPid],
      [
        [1, A],
        [2, A],
        [3, B],
      ],
    );
    await list.look(snapshot([{ pid: 3 }, { pid: 1 }]), known);
    assert.equal(asked.length, 2);
    // Having just asked, it waits a little before it asks again.
    const until = async (times: number, of: GpuSnapshot, who: Set<string>): Promise<void> => {
      while (asked.length < times) {
        await list.look(of, who);
        await delay(1);
      }
      assert.equal(asked.length, times);
    };
    await until(4, snapshot([{ pid: 1 }, { pid: 2 }]), known);
    // Who has gone is no news; who comes back is.
    await list.look(snapshot([{ pid: 1 }]), new Set([A]));
    await until(5, snapshot([{ pid: 1 }, { pid: 2 }]), new Set([A]));
    await until(7, snapshot([{ pid: 1 }, { pid: 2 }]), known);
    await list.look(snapshot([{ pid: 1, cgroupIds: [] }]), known);
    assert.equal(asked.length, 7);
    assert.equal(list.byPid.size, 0);
  });

  it('is asked of an engine that is slow no more than a tenth of the time', async () => {
    let asked = 0;
    const list = new EngineProcessList(async (): Promise<number[]> => {
      asked++;
      await delay(50);
      return [];
    });
    for (let pid = 0; pid < 20; pid++) await list.look(snapshot([{ pid }]), new Set([A]));
    assert.equal(asked, 1);
  });

  it('is found though another container cannot be asked', async () => {
    const list = new EngineProcessList((id) =>
      id === A ? Promise.reject(new Error('gone')) : Promise.resolve([3]),
    );
    await list.look(snapshot([{ pid: 3 }]), new Set([A, B]));
    assert.equal(list.byPid.get(3), B);
  });

  it('has its name with it where that is known', () => {
    const one = snapshot([{ pid: 1, cgroupIds: [A] }]);
    const named = withContainers(one, new Set([A]), { nameOf: () => 'line-a' });
    assert.equal(named.devices[0]?.processes[0]?.containerName, 'line-a');
  });
});

describe('containers that are not known yet', () => {
  it('are asked for once for each process that may be in one', async () => {
    let asked = 0;
    const known = new Set<string>();
    const unknown = new UnknownContainers(async () => {
      asked++;
      known.add(A);
    });
    const look = (...processes: GpuProcess[]): Promise<void> | undefined =>
      unknown.look(snapshot(processes), () => known);
    await look({ pid: 1, cgroupIds: [] });
    assert.equal(asked, 0);
    await look({ pid: 1, cgroupIds: [] }, { pid: 2, cgroupIds: [A] });
    assert.equal(asked, 1);
    await look({ pid: 2, cgroupIds: [A] }, { pid: 3, cgroupIds: [A] });
    assert.equal(asked, 1);
    await look({ pid: 4, cgroupIds: [B], startTime: '1' });
    await look({ pid: 4, cgroupIds: [B], startTime: '1' });
    assert.equal(asked, 2);
    // Its pid is another process' now.
    await look({ pid: 4, cgroupIds: [B], startTime: '2' });
    assert.equal(asked, 3);
    await look();
    await look({ pid: 5 });
    assert.equal(asked, 4);
  });

  it('are not asked for at every look while the engine is away', async () => {
    let asked = 0;
    const unknown = new UnknownContainers(() => {
      asked++;
      return Promise.reject(new Error('away'));
    });
    for (let look = 0; look < 5; look++) {
      await unknown.look(snapshot([{ pid: 1, cgroupIds: [A] }]), () => new Set());
    }
    assert.equal(asked, 1);
  });

  it('are unknown while the engine is away, not none', async () => {
    let away = true;
    const processes: GpuProcess[] = [
      { pid: 1, cgroupIds: [A], vramBytes: 5 },
      { pid: 2, cgroupIds: [], vramBytes: 3 },
      { pid: 3, vramBytes: 1 },
    ];
    const known = new Set<string>();
    const refresh = async (): Promise<void> => {
      if (away) throw new Error('away');
      known.add(A);
    };
    const reader: GpuSource = {
      sample: async () => ({ ok: true, snapshot: snapshot(processes) }),
      rest: async () => undefined,
    };
    const source = new AttributedSource(reader, { running: () => known, refresh });
    const rows = async () => {
      const state = await source.sample();
      assert.ok(state.ok);
      const [card] = usageOf(state.snapshot);
      return card?.rows.map(({ kind, vramBytes }) => [kind, vramBytes]);
    };
    assert.deepEqual(await rows(), [
      ['other', 3],
      ['unattributed', 6],
    ]);
    away = false;
    await delay(1100);
    assert.deepEqual(await rows(), [
      ['container', 5],
      ['other', 3],
      ['unattributed', 1],
    ]);
  });
});
