import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { SCENARIOS } from '../../gpu-host/scenarios.ts';
import { card, driverOf, hostOf, look, SKIP } from './support/nvml.ts';

const ONE = SCENARIOS['one-24gb'];

describe('processes by the driver’s library', { skip: SKIP }, () => {
  it('are told with memory to the byte, name and shares', async () => {
    const host = await hostOf('one-24gb');
    const { pid } = process;
    host.setProcesses([
      { gpu: 0, pid, vram: 2_147_483_649, sm: 63, enc: 4, dec: 5, name: '/opt/a b, c' },
    ]);
    const device = card(await look(driverOf(host)));
    assert.equal(device.memoryUsedBytes, 3 * 2 ** 20 + 2_147_483_649);
    const [{ startTime, cgroupIds, ...told } = {}] = device.processes;
    assert.deepEqual(told, {
      pid,
      name: '/opt/a b, c',
      vramBytes: 2_147_483_649,
      smRatio: 0.63,
      encoderRatio: 0.04,
      decoderRatio: 0.05,
    });
    assert.match(startTime ?? '', /^\d+$/);
    assert.ok(Array.isArray(cgroupIds));
  });

  it('are listed once, whatever they use the card for', async () => {
    const host = await hostOf('one-24gb');
    host.setProcesses([
      { gpu: 0, pid: 10, vram: 100, types: ['compute', 'graphics', 'mps'] },
      { gpu: 0, pid: 11, vram: 7, types: ['graphics'] },
      { gpu: 0, pid: 12, vram: 5, types: ['mps'] },
    ]);
    const { processes } = card(await look(driverOf(host)));
    assert.deepEqual(
      processes.map(({ pid, vramBytes }) => [pid, vramBytes]),
      [
        [10, 100],
        [11, 7],
        [12, 5],
      ],
    );
  });

  it('hold an unknown amount where the driver does not tell, not none', async () => {
    const host = await hostOf('one-24gb');
    host.setProcesses([{ gpu: 0, pid: 10, vram: 'na' }]);
    const [told] = card(await look(driverOf(host))).processes;
    assert.equal(told?.pid, 10);
    assert.ok(!('vramBytes' in (told ?? {})));
  });

  it('are idle at 0 when the driver has no sample of them', async () => {
    const host = await hostOf('one-24gb');
    host.setProcesses([{ gpu: 0, pid: 10, vram: 1 }]);
    assert.equal(card(await look(driverOf(host))).processes[0]?.smRatio, 0);
  });

  it('are idle at 0 beside one that is busy', async () => {
    const host = await hostOf('one-24gb');
    host.setProcesses([
      { gpu: 0, pid: 10, vram: 1 },
      { gpu: 0, pid: 11, vram: 1, sm: 80 },
    ]);
    const driver = driverOf(host);
    for (const wait of [0, 300]) {
      await setTimeout(wait);
      const { processes } = card(await look(driver));
      assert.deepEqual(
        processes.map(({ smRatio }) => smRatio),
        [0, 0.8],
      );
    }
  });

  it('follow the newest sample, each card by its own clock', async () => {
    const host = await hostOf('two-24gb');
    const driver = driverOf(host);
    const set = (a: number, b: number): void =>
      host.setProcesses([
        { gpu: 0, pid: 10, vram: 1, sm: a },
        { gpu: 1, pid: 10, vram: 1, sm: b },
      ]);
    for (const [a, b] of [
      [20, 0],
      [100, 3],
      [1, 99],
    ] as const) {
      set(a, b);
      await setTimeout(450);
      const snapshot = await look(driver);
      assert.equal(card(snapshot, 0).processes[0]?.smRatio, a / 100);
      assert.equal(card(snapshot, 1).processes[0]?.smRatio, b / 100);
    }
    set(0, 0);
    await setTimeout(1800);
    assert.equal(card(await look(driver), 1).processes[0]?.smRatio, 0);
  });

  it('keep their share between two samples of the driver', async () => {
    const host = await hostOf('one-24gb');
    host.setProcesses([{ gpu: 0, pid: 10, vram: 1, sm: 40 }]);
    const driver = driverOf(host);
    for (let time = 0; time < 6; time++) {
      assert.equal(card(await look(driver)).processes[0]?.smRatio, 0.4);
    }
  });

  it('are read in the layout of drivers 535.43 to 535.85 too', async () => {
    for (const driver of ['535.43.02', '535.54.03', '535.86.10', '535.183.01', '580.65.06']) {
      const host = await hostOf({ ...ONE, driver });
      host.setProcesses([20, 21, 22].map((pid) => ({ gpu: 0, pid, vram: pid * 1000 })));
      const { processes } = card(await look(driverOf(host)));
      assert.deepEqual(
        processes.map(({ pid, vramBytes }) => [pid, vramBytes]),
        [
          [20, 20_000],
          [21, 21_000],
          [22, 22_000],
        ],
        driver,
      );
    }
  });

  it('are read from drivers that have only the older calls', async () => {
    const host = await hostOf('old-driver');
    host.setProcesses([
      { gpu: 0, pid: 20, vram: 5, sm: 30 },
      { gpu: 0, pid: 21, vram: 6 },
    ]);
    const { processes } = card(await look(driverOf(host)));
    assert.deepEqual(
      processes.map(({ pid, vramBytes, smRatio }) => [pid, vramBytes, smRatio]),
      [
        [20, 5, 0.3],
        [21, 6, 0],
      ],
    );
  });

  it('may be more than there was room for', async () => {
    const host = await hostOf('one-24gb');
    const many = Array.from({ length: 700 }, (_, at) => ({
      gpu: 0,
      pid: 1000 + at,
      vram: at,
      sm: 1,
    }));
    host.setProcesses(many);
    const { processes } = card(await look(driverOf(host)));
    assert.equal(processes.length, 700);
    assert.ok(
      processes.every(
        ({ pid, vramBytes, smRatio }) => vramBytes === pid - 1000 && smRatio === 0.01,
      ),
    );
  });

  it('are hidden, and nothing is busy, under WSL2', async () => {
    const device = card(await look(driverOf(await hostOf('wsl2'))));
    assert.equal(device.processesHidden, true);
    assert.equal(device.utilizationRatio, undefined);
    assert.equal(device.memoryUsedBytes, 3 * 2 ** 20);
  });
});
