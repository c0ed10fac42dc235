import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { NODE_IMAGE } from '../../scripts/engine/baseImages.ts';
import { startEngine } from '../../scripts/engine/engineHost.ts';
import { engineMissing } from '../../scripts/engine/engineMeans.ts';

const HOLD_ENGINE = fileURLToPath(import.meta.resolve('./support/holdEngine.ts'));

const GPU = { Driver: '', Count: 0, DeviceIDs: ['GPU-1'], Capabilities: [['gpu']] };

describe('an engine for tests', { skip: engineMissing() ?? false }, () => {
  test('goes away, comes back, tells what was asked of the GPU hook, and leaves nothing', async (t) => {
    const engine = await startEngine();
    t.after(() => engine.stop());
    const docker = new Docker({ socketPath: engine.socketPath });
    const container = await docker.createContainer({
      Image: NODE_IMAGE,
      Cmd: ['sleep', '600'],
      // A process that nobody asks to end well.
      StopSignal: 'SIGKILL',
      HostConfig: { DeviceRequests: [GPU] },
    });
    await container.start();
    const [record] = engine.hookRecords();
    assert.equal(record?.stage, 'prestart');
    assert.equal(record.containerId, container.id);
    assert.equal(record.env['NVIDIA_VISIBLE_DEVICES'], 'GPU-1');

    const { Pid } = (await container.inspect()).State;
    await engine.goAway({ crash: true });
    await assert.rejects(docker.ping(), { code: 'ENOENT' });
    await until(() => !runs(Pid));
    await engine.comeBack();
    assert.equal((await container.inspect()).State.Running, false);
    await container.start();
    await engine.restart();
    assert.equal((await container.inspect()).State.Running, false);
    await engine.stop();
    assertNothingLeft(engine.socketPath);
  });

  test('without the GPU hook it refuses GPUs in Docker’s own words; on a small disk it gets full', async () => {
    const [plain, full] = await Promise.all([
      startEngine({ gpuHook: false }),
      startEngine({ baseImages: false, diskMiB: 64 }),
    ]);
    try {
      assert.notEqual(plain.socketPath, full.socketPath);
      const docker = new Docker({ socketPath: plain.socketPath });
      const container = await docker.createContainer({
        Image: NODE_IMAGE,
        HostConfig: { DeviceRequests: [GPU] },
      });
      await assert.rejects(container.start(), /could not select device driver/);

      const other = new Docker({ socketPath: full.socketPath });
      const files = await container.export();
      await assert.rejects(other.importImage(files), /no space left on device/);
    } finally {
      await Promise.all([plain.stop(), full.stop()]);
    }
    assertNothingLeft(plain.socketPath);
    assertNothingLeft(full.socketPath);
  });

  test('ends with the process that started it, however that ends', async () => {
    const { child, socketPath } = await startInChild();
    child.kill('SIGKILL');
    await until(() => !existsSync(socketPath) && !mounted(socketPath));
    assertNothingLeft(socketPath);
  });

  test('what a killed keeper left is tidied up by the next one', async (t) => {
    const { child, socketPath } = await startInChild();
    const keeper = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    process.kill(Number(keeper.trim().split(' ')[0]), 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const engine = await startEngine();
    t.after(() => engine.stop());
    assert.equal(engine.socketPath, socketPath);
    const docker = new Docker({ socketPath });
    assert.deepEqual(await docker.listContainers({ all: true }), []);
    await engine.stop();
    assertNothingLeft(socketPath);
  });
});

/** An engine with a running container, started by another process. */
async function startInChild(): Promise<{ child: ChildProcess; socketPath: string }> {
  const child = spawn(process.execPath, [HOLD_ENGINE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, socketPath: String(line) };
}

/** Whether a process runs; one that has ended may wait long for somebody to take note. */
function runs(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}

function mounted(socketPath: string): boolean {
  const run = socketPath.replace(/\/docker\.sock$/, '');
  return readFileSync('/proc/self/mountinfo', 'utf8').includes(run) || existsSync(run);
}

/** No process, mount, folder or network of the engine on this socket. */
function assertNothingLeft(socketPath: string): void {
  const run = socketPath.replace(/\/docker\.sock$/, '');
  const slot = run.slice(-1);
  assert.ok(!existsSync(run), `${run} is left`);
  assert.doesNotMatch(
    readFileSync('/proc/self/mountinfo', 'utf8'),
    new RegExp(`${run}|data${slot}`),
  );
  assert.ok(!readdirSync('/sys/class/net').includes(`yolodock${slot}`));
  for (const table of ['nat', 'filter']) {
    const rules = execFileSync('iptables', ['-w', '-t', table, '-S'], { encoding: 'utf8' });
    assert.doesNotMatch(rules, new RegExp(`yolodock${slot}`));
  }
  const commands = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of commands) {
    const file = `/proc/${pid}/cmdline`;
    const command = existsSync(file) ? readFileSync(file, 'utf8') : '';
    assert.ok(!/^(dockerd|containerd)/.test(command) || !command.includes(`${run}/`), command);
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!condition()) {
    assert.ok(Date.now() < end, 'it took too long');
    await delay(50);
  }
}
