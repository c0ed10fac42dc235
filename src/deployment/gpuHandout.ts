import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { execOutput } from '../engine/execOutput.ts';
import { sentence } from '../text/sentence.ts';
import type { GpuHandout } from './containerOptions.ts';
import { DeployError } from './startFailure.ts';

/** Whether the engine lists NVIDIA devices by CDI (Docker 28.2 and newer tell them). */
export async function hasCdiGpus(engine: Engine): Promise<boolean> {
  const info = (await engine.call((docker) => docker.info())) as {
    DiscoveredDevices?: { Source?: string; ID?: string }[];
    CDISpecDirs?: string[] | null;
  };
  const devices = info.DiscoveredDevices;
  if (devices) return devices.some(({ ID = '' }) => ID.startsWith('nvidia.com/gpu='));
  return (info.CDISpecDirs ?? []).length > 0;
}

/**
 * Does something with GPUs as most engines hand them out and, where these cannot, by CDI.
 * @throws EngineError what the first way said, unless there is the second.
 */
export async function byHandout<T>(
  engine: Engine,
  work: (handout: GpuHandout) => Promise<T>,
): Promise<T> {
  try {
    return await work('device-request');
  } catch (error) {
    const noDriver = error instanceof EngineError && error.reason === 'gpu';
    if (!noDriver || !(await hasCdiGpus(engine))) throw error;
    return work('cdi');
  }
}

/**
 * What CDI's specifications put into a container's environment in place of devices, so that NVIDIA's
 * runtime hook adds none (nvidia-container-toolkit, `pkg/nvcdi`).
 */
const VOID = 'void';

/** Whether nvidia-smi inside lists a card or slice; true where there is no nvidia-smi to ask. */
async function listsGpu(engine: Engine, containerId: string, uuid: string): Promise<boolean> {
  const { exitCode, stdout } = await execOutput(engine, containerId, ['nvidia-smi', '-L']);
  return exitCode !== 0 || stdout.includes(uuid);
}

/**
 * Makes sure that a container was given the device that was asked for: the environment of its first
 * process must name it.
 * @throws DeployError when it names another one, or none.
 */
export async function verifyDevice(
  engine: Engine,
  containerId: string,
  uuid: string,
): Promise<void> {
  const { exitCode, stdout } = await execOutput(engine, containerId, ['cat', '/proc/1/environ']);
  if (exitCode !== 0) return;
  const visible = stdout
    .split('\0')
    .findLast((entry) => entry.startsWith('NVIDIA_VISIBLE_DEVICES='))
    ?.slice('NVIDIA_VISIBLE_DEVICES='.length);
  if (visible?.split(',').includes(uuid)) return;
  // Engines that hand GPUs out by CDI say so: the container's own tool tells what it was given.
  if (visible === VOID && (await listsGpu(engine, containerId, uuid))) return;
  throw new DeployError(
    'engine',
    sentence(
      'The container was to see GPU {0}, but sees {1}.',
      uuid,
      visible === undefined || visible === '' ? '–' : visible,
    ),
    {
      fix: sentence(
        'Check that the image does not set NVIDIA_VISIBLE_DEVICES itself, and the toolkit on the engine’s host.',
      ),
    },
  );
}
