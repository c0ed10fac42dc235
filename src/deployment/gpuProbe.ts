import { readLogs } from '../engine/containerLogs.ts';
import {
  createContainer,
  removeContainer,
  startContainer,
  waitForExit,
} from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { sentence } from '../text/sentence.ts';
import { DeployError } from './startFailure.ts';

/** What the probe prints before the devices that it was given. */
const MARK = 'NVIDIA_VISIBLE_DEVICES=';

/**
 * Starts a container with all GPUs from an image that the engine has, preferring those of YOLO
 * Dock, and removes it again.
 * @returns the devices that the container was given.
 * @throws EngineError when the engine cannot hand out GPUs, DeployError when there is no image.
 */
export async function probeGpu(engine: Engine): Promise<string> {
  const images = await engine.call((docker) => docker.listImages());
  const ours = images.find(({ Labels }) => Labels?.['dev.yolo-dock.stack']);
  const image = ours?.Id;
  if (image === undefined) {
    throw new DeployError('engine', sentence('The engine has no image of YOLO Dock to try with.'), {
      fix: sentence('Build an image first, then run the probe again.'),
    });
  }
  const id = await createContainer(engine, {
    Image: image,
    Entrypoint: ['env'],
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      DeviceRequests: [
        { Driver: '', Count: -1, DeviceIDs: [], Capabilities: [['gpu']], Options: {} },
      ],
    },
  });
  try {
    await startContainer(engine, id);
    await waitForExit(engine, id);
    const lines = await readLogs(engine, id, {});
    return lines.find(({ text }) => text.startsWith(MARK))?.text.slice(MARK.length) ?? '–';
  } finally {
    await removeContainer(engine, id);
  }
}
