import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { AttributedSource } from '../../../src/gpu/attributedSource.ts';
import { usageOf } from '../../../src/gpu/attribution/usageRows.ts';
import { LocalGpuSource } from '../../../src/gpu/localGpuSource.ts';
import { hostOf, SKIP, snapshotOf, WORKER } from './support/nvml.ts';

const MIB = 2 ** 20;
const ID = 'c0ffee00'.repeat(8);
const ROOTS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup'];

/** A hierarchy of cgroups in which this test may make one. */
function hierarchy(): string | undefined {
  return ROOTS.find((root) => {
    try {
      accessSync(root, constants.W_OK);
      return existsSync(join(root, 'cgroup.procs'));
    } catch {
      return false;
    }
  });
}

const root = hierarchy();
const skip = SKIP || (root === undefined && 'cgroups cannot be made here (needs root)');
const children: ChildProcess[] = [];
const folders: string[] = [];

/** A process in a cgroup of its own that is named as Docker under systemd names them. */
function inContainer(id: string): number {
  const pid = outside();
  const folder = join(root ?? '', `docker-${id}.scope`);
  mkdirSync(folder);
  folders.unshift(folder);
  writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  return pid;
}

function outside(): number {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  children.push(child);
  assert.ok(child.pid);
  return child.pid;
}

describe('from the driver to the container', { skip }, () => {
  after(async () => {
    for (const child of children) {
      const ended = once(child, 'exit');
      if (child.kill()) await ended;
    }
    for (const folder of folders) rmdirSync(folder);
  });

  it('every byte of a card is somebody’s, by the kernel’s cgroups', async () => {
    const host = await hostOf('two-24gb');
    const [mine, other] = [inContainer(ID), outside()];
    const gone = 2 ** 22 - 1;
    host.setProcesses([
      { gpu: 0, pid: mine, vram: 1_500_000_001, sm: 60 },
      { gpu: 0, pid: other, vram: 70_000_007, sm: 10 },
      { gpu: 0, pid: gone, vram: 11 },
      { gpu: 1, pid: mine, vram: 5 },
    ]);
    const local = new LocalGpuSource({ worker: WORKER, libraries: [host.library] });
    const source = new AttributedSource(local, { running: () => new Set([ID]) });
    const snapshot = snapshotOf(await source.sample());
    await source.rest();
    const rows = usageOf(snapshot).map((part) =>
      part.rows.map(({ kind, containerId, vramBytes }) => [kind, containerId, vramBytes]),
    );
    assert.deepEqual(rows, [
      [
        ['container', ID, 1_500_000_001],
        ['other', undefined, 70_000_007],
        // With the process that has ended.
        ['unattributed', undefined, 3 * MIB + 11],
      ],
      [
        ['container', ID, 5],
        ['unattributed', undefined, 3 * MIB],
      ],
    ]);
    assert.equal(usageOf(snapshot)[0]?.usedBytes, 1_570_000_019 + 3 * MIB);
  });
});
