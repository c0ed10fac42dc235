import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readSmi } from '../../../src/gpu/smi/smiSnapshot.ts';

// Printed by nvidia-smi 580.159.04 on a machine with an H100, while two PyTorch programs computed.
const CARDS = `index, uuid, name, pci.bus_id, driver_version, memory.total [MiB], memory.used [MiB], memory.reserved [MiB], utilization.gpu [%], temperature.gpu, power.draw [W], mig.mode.current
0, GPU-d7badc81-aefb-6d96-f1f6-674af82ecee1, NVIDIA H100 80GB HBM3, 00000000:00:06.0, 580.159.04, 81559 MiB, 3095 MiB, 480 MiB, 90 %, 59, 671.68 W, Disabled
`;
const APPS = `gpu_uuid, pid, process_name, used_gpu_memory [MiB]
GPU-d7badc81-aefb-6d96-f1f6-674af82ecee1, 477, python3, 1796 MiB
GPU-d7badc81-aefb-6d96-f1f6-674af82ecee1, 503, python3, 1284 MiB
`;
const PMON = `# gpu         pid   type     sm    mem    enc    dec    jpg    ofa     fb   ccpm    command${' '}
# Idx           #    C/G      %      %      %      %      %      %     MB     MB    name${' '}
    0        477     C     68     15      -      -      -      -   1796      0    python3${'        '}
    0        503     C     20      4      -      -      -      -   1284      0    python3${'        '}
`;

it('what a real H100 printed is read: two processes, their memory and how busy they are', () => {
  const { devices, driverVersion } = readSmi({ cards: CARDS, apps: APPS, pmon: PMON });
  assert.equal(driverVersion, '580.159.04');
  assert.equal(devices.length, 1);
  assert.equal(devices[0]?.memoryUsedBytes, 3095 * 2 ** 20);
  assert.equal(devices[0]?.migEnabled, false);
  assert.deepEqual(
    devices[0]?.processes.map(({ pid, name, vramBytes, smRatio, decoderRatio }) => ({
      pid,
      name,
      vramMib: (vramBytes ?? Number.NaN) / 2 ** 20,
      smRatio,
      decoderRatio,
    })),
    [
      { pid: 477, name: 'python3', vramMib: 1796, smRatio: 0.68, decoderRatio: undefined },
      { pid: 503, name: 'python3', vramMib: 1284, smRatio: 0.2, decoderRatio: undefined },
    ],
  );
});
