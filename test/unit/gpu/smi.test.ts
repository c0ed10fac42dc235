import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainSmi } from '../../../src/gpu/smi/explainSmi.ts';
import { readMigList } from '../../../src/gpu/smi/migList.ts';
import type { SmiRun } from '../../../src/gpu/smi/smiRun.ts';
import { readSmi } from '../../../src/gpu/smi/smiSnapshot.ts';
import { SmiSource } from '../../../src/gpu/smi/smiSource.ts';
import { reasonOf, snapshotOf } from './support/nvml.ts';

const MIB = 2 ** 20;

const HEADER =
  'index, uuid, name, pci.bus_id, driver_version, memory.total [MiB], memory.used [MiB], memory.reserved [MiB], utilization.gpu [%], temperature.gpu, power.draw [W], mig.mode.current';
const L40S =
  '0, GPU-11111111-2222-3333-4444-555555555555, NVIDIA L40S, 00000000:41:00.0, 595.80, 46068 MiB, 13530 MiB, 613 MiB, 99 %, 61, 341.27 W, [N/A]';
const LAPTOP =
  '1, GPU-aaaaaaaa-2222-3333-4444-555555555555, NVIDIA GeForce RTX 2080 Super, 00000000:01:00.0, 595.80, [N/A], [Unknown Error], [Not Supported], [GPU is lost], 44, [N/A], [N/A]';
const APPS = 'gpu_uuid, pid, process_name, used_gpu_memory [MiB]';
const PMON = [
  '# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command ',
  '# Idx           #    C/G      %      %      %      %      %      %    name ',
];
const BURN = '    0      10309     C     99      7      -      -      -      -    gpu_burn       ';
const IDLE = '    1          -     -      -      -      -      -      -      -    -              ';

describe('the output of nvidia-smi', () => {
  it('gives cards, and nothing for what it has no value of', () => {
    const { devices, driverVersion } = readSmi({ cards: [HEADER, L40S, LAPTOP, ''].join('\r\n') });
    assert.equal(driverVersion, '595.80');
    assert.deepEqual(devices[0], {
      index: 0,
      uuid: 'GPU-11111111-2222-3333-4444-555555555555',
      name: 'NVIDIA L40S',
      pciBusId: '00000000:41:00.0',
      memoryTotalBytes: 46_068 * MIB,
      memoryUsedBytes: 13_530 * MIB,
      memoryReservedBytes: 613 * MIB,
      utilizationRatio: 0.99,
      temperatureCelsius: 61,
      powerWatts: 341.27,
      processesHidden: true,
      migEnabled: false,
      migInstances: [],
      processes: [],
    });
    assert.deepEqual(
      Object.keys(devices[1] ?? {}).filter((key) => /memory|utilization|power/.test(key)),
      [],
    );
    assert.equal(devices[1]?.temperatureCelsius, 44);
  });

  it('gives processes by both lists together', () => {
    const uuid = 'GPU-11111111-2222-3333-4444-555555555555';
    const { devices } = readSmi({
      cards: [HEADER, L40S, LAPTOP].join('\n'),
      apps: [
        APPS,
        `${uuid}, 10309, ./gpu_burn, 13526 MiB`,
        `${uuid}, 77, C:\\a, b\\c, d.exe, [N/A]`,
        `${uuid}, 78, [Not Found], [Insufficient Permissions]`,
      ].join('\n'),
      pmon: [
        ...PMON,
        BURN,
        '    0         90   C+G      5      1      2      3      -      -    Xorg -x',
        IDLE,
      ].join('\n'),
    });
    assert.deepEqual(devices[0]?.processes, [
      { pid: 10_309, name: './gpu_burn', vramBytes: 13_526 * MIB, smRatio: 0.99 },
      { pid: 77, name: 'C:\\a, b\\c, d.exe' },
      { pid: 78 },
      { pid: 90, name: 'Xorg -x', smRatio: 0.05, encoderRatio: 0.02, decoderRatio: 0.03 },
    ]);
    assert.deepEqual(devices[1]?.processes, []);
    assert.equal(devices[1]?.processesHidden, undefined);
  });

  it('is read by its headers, in whatever order the columns come', () => {
    const pmon = [
      '# gpu pid type fb sm command',
      '0 5 C 300 12 python3 -m serve',
      '0 6 G 20 140 x',
    ];
    const { devices } = readSmi({
      cards: 'uuid, index, name\nGPU-x, 0, T4',
      pmon: pmon.join('\n'),
    });
    assert.deepEqual(devices[0]?.processes, [
      { pid: 5, name: 'python3 -m serve', vramBytes: 300 * MIB, smRatio: 0.12 },
      // More than 100 % is no figure.
      { pid: 6, name: 'x', vramBytes: 20 * MIB },
    ]);
  });

  it('lists slices under their card', () => {
    const list = [
      'GPU 0: NVIDIA H200 (UUID: GPU-a)',
      '  MIG 3g.71gb     Device  0: (UUID: MIG-1)',
      '  MIG 1c.3g.71gb  Device  1: (UUID: MIG-2)',
      'GPU 1: NVIDIA H200 (UUID: GPU-b)',
    ].join('\n');
    assert.deepEqual(Object.fromEntries(readMigList(list)), {
      'GPU-a': [
        { index: 0, name: '3g.71gb', uuid: 'MIG-1' },
        { index: 1, name: '1c.3g.71gb', uuid: 'MIG-2' },
      ],
      'GPU-b': [],
    });
    const cards = `index, uuid, mig.mode.current\n0, GPU-a, Enabled\n1, GPU-b, Disabled`;
    const { devices } = readSmi({ cards, list });
    assert.deepEqual(
      devices.map(({ migEnabled, migInstances }) => [migEnabled, migInstances.length]),
      [
        [true, 2],
        [false, 0],
      ],
    );
  });

  it('that is no table gives no cards', () => {
    for (const cards of ['', '\n', 'No devices were found\n', 'a, b\n1', '\u0000,,,\n,,,']) {
      assert.deepEqual(readSmi({ cards, apps: cards, pmon: cards, list: cards }).devices, []);
    }
  });

  it('explains what nvidia-smi cannot do', () => {
    const said = (stdout: string, exitCode = 1): SmiRun => ({ exitCode, stdout, stderr: '' });
    const cases: readonly (readonly [SmiRun | undefined, string])[] = [
      [undefined, 'no-driver'],
      [said('Failed to initialize NVML: Driver/library version mismatch', 18), 'driver-mismatch'],
      [
        said(
          "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure …",
          9,
        ),
        'driver-not-loaded',
      ],
      [said('Failed to initialize NVML: Insufficient Permissions', 4), 'no-permission'],
      [
        said(
          'Unable to determine the device handle for GPU 0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU',
          15,
        ),
        'gpu-lost',
      ],
      [said("NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", 12), 'no-driver'],
      [said('Failed to initialize NVML: Unknown Error', 255), 'unknown'],
      [said('', 137), 'unknown'],
    ];
    for (const [run, reason] of cases) assert.equal(reasonOf(explainSmi(run)), reason);
  });
});

describe('nvidia-smi somewhere', () => {
  it('is asked without the fields that it does not know', async () => {
    const asked: string[] = [];
    const source = new SmiSource(
      (args) => {
        const [query = ''] = args;
        asked.push(query);
        const unknown = ['memory.reserved', 'mig.mode.current'].find((field) =>
          query.includes(field),
        );
        const answer = unknown
          ? {
              exitCode: 2,
              stdout: `Field "${unknown}" is not a valid field to query.\n`,
              stderr: '',
            }
          : { exitCode: 0, stdout: 'index, uuid\n0, GPU-x\n', stderr: '' };
        return Promise.resolve(
          query.startsWith('--query-gpu') ? answer : { ...answer, exitCode: 1 },
        );
      },
      'nvidia-smi-container',
      0,
    );
    const snapshot = snapshotOf(await source.sample());
    assert.equal(snapshot.source, 'nvidia-smi-container');
    assert.equal(snapshot.simulated, false);
    assert.equal(snapshot.devices[0]?.uuid, 'GPU-x');
    assert.equal(snapshot.devices[0]?.processesHidden, true);
    assert.equal(asked.filter((query) => query.startsWith('--query-gpu')).length, 3);
    await source.sample();
    assert.equal(asked.filter((query) => query.startsWith('--query-gpu')).length, 4);
  });

  it('is not started again while its last figures are fresh', async () => {
    let runs = 0;
    const source = new SmiSource(() => {
      runs++;
      return Promise.resolve({ exitCode: 0, stdout: 'index, uuid\n0, GPU-x\n', stderr: '' });
    }, 'nvidia-smi');
    await source.sample();
    const before = runs;
    await source.sample();
    assert.equal(runs, before);
    await source.rest();
    await source.sample();
    assert.ok(runs > before);
  });
});
