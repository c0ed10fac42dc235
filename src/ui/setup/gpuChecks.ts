import type { SetupCheck } from '../../engine/setupReport.ts';
import type { GpuState, GpuUnavailable } from '../../gpu/gpuSnapshot.ts';
import { memoryText } from '../../gpu/memoryText.ts';
import { type Sentence, sentence } from '../../text/sentence.ts';

/** The first driver whose cards run programs for CUDA 12. */
const OLDEST_DRIVER = 525;

/** What the driver says of the graphics cards of this machine. */
export function gpuChecks(gpus: GpuState): SetupCheck[] {
  const driver = { id: 'driver', name: sentence('NVIDIA driver') };
  if (!gpus.ok) {
    const found = whyNone(gpus.unavailable);
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
  const old = Number.parseInt(version, 10) < OLDEST_DRIVER;
  return [
    {
      ...driver,
      state: old ? 'warning' : 'ok',
      ...(old && {
        fix: sentence('CUDA 12 needs driver {0} or newer; upgrade it.', OLDEST_DRIVER),
      }),
      found: simulated ? sentence('{0} (simulated)', version) : sentence('{0}', version),
    },
    {
      id: 'nvml',
      name: sentence('GPU figures'),
      state: source === 'nvml' ? 'ok' : 'warning',
      found: sentence('GPUs: {0}, read with {1}', devices.length, source),
      ...(source !== 'nvml' && {
        fix: sentence('NVML (libnvidia-ml) could not be loaded; nvidia-smi tells less, and later.'),
      }),
    },
  ];
}

/** Docker runs elsewhere, so that what this machine has does not count. */
export function driverElsewhere(): SetupCheck {
  return {
    id: 'driver',
    name: sentence('NVIDIA driver'),
    state: 'warning',
    found: sentence('Docker runs on another machine; only a container there sees its driver.'),
    fix: sentence('Run the GPU probe.'),
  };
}

/** What a container with all GPUs saw. */
export function probeCheck(gpus: GpuState): SetupCheck {
  const common = { id: 'gpu-probe', name: sentence('GPU probe') };
  if (!gpus.ok) return { ...common, state: 'failure', found: whyNone(gpus.unavailable) };
  const { devices, simulated } = gpus.snapshot;
  const cards = devices.map(({ name, memoryTotalBytes: total }) =>
    total === undefined ? name : `${name} (${memoryText(total)})`,
  );
  const list = cards.join(', ');
  return {
    ...common,
    state: devices.length > 0 ? 'ok' : 'failure',
    found: simulated
      ? sentence('A container was given these GPUs (simulated): {0}', list)
      : sentence('A container was given these GPUs: {0}', list),
  };
}

function whyNone({ message, sentence: own }: GpuUnavailable): Sentence {
  return own ?? sentence('{0}', message);
}
