import type { SetupCheck } from '../../engine/setupReport.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import { sentence } from '../../text/sentence.ts';

/** What the driver says of the graphics cards of this machine. */
export function gpuChecks(gpus: GpuState): SetupCheck[] {
  const driver = { id: 'driver', name: sentence('NVIDIA driver') };
  if (!gpus.ok) {
    const found = sentence('{0}', gpus.unavailable.message);
    return [
      {
        ...driver,
        state: 'warning',
        found,
        fix: sentence('Everything works on the CPU meanwhile.'),
      },
    ];
  }
  const { source, driverVersion, devices, simulated } = gpus.snapshot;
  const version = driverVersion ?? '–';
  return [
    {
      ...driver,
      state: 'ok',
      found: simulated ? sentence('{0} (simulated)', version) : sentence('{0}', version),
    },
    {
      id: 'nvml',
      name: sentence('GPU figures'),
      state: source === 'nvml' ? 'ok' : 'warning',
      found: sentence('{0} GPUs, read with {1}', devices.length, source),
      ...(source !== 'nvml' && {
        fix: sentence('NVML (libnvidia-ml) could not be loaded; nvidia-smi tells less, and later.'),
      }),
    },
  ];
}
