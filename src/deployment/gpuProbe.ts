import type { ContainerCreateOptions } from 'dockerode';
import { createContainer, removeContainer, startContainer } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { pullImage } from '../engine/pullImage.ts';
import { allGpus, type GpuHandout } from './containerOptions.ts';
import { hasCdiGpus } from './gpuHandout.ts';
import { createdBy } from './replicas.ts';

/** Marks a container that only looks; the Deployments view does not list it. */
const PROBE_LABEL = 'dev.yolo-dock.probe';
/** Whatever becomes of who started it, a probe ends and is removed by the engine after this. */
const LIFETIME_SECONDS = 900;
/** What images of ours are made from anyway, so that fetching it is no waste. */
const BASE_IMAGE = 'node:24-bookworm-slim';

/** How far a probe may look. */
export interface ProbeOptions {
  readonly signal?: AbortSignal;
  /** Told when an image has to be fetched first. */
  readonly onFetch?: (image: string) => void;
}

/**
 * Starts a container with all GPUs of the engine's host, in which nothing happens until a program is
 * run in it. NVIDIA's toolkit puts nvidia-smi there.
 * @returns its id; whoever started it removes it, else it goes by itself.
 * @throws EngineError with reason `gpu` when the engine cannot hand out GPUs.
 */
export async function startProbe(engine: Engine, options: ProbeOptions = {}): Promise<string> {
  const image = await probeImage(engine, options);
  try {
    return await started(engine, image, 'device-request');
  } catch (error) {
    const noDriver = error instanceof EngineError && error.reason === 'gpu';
    if (!noDriver || !(await hasCdiGpus(engine))) throw error;
    return started(engine, image, 'cdi');
  }
}

async function started(engine: Engine, image: string, handout: GpuHandout): Promise<string> {
  const id = await createContainer(engine, probeOptions(image, handout));
  try {
    await startContainer(engine, id);
    return id;
  } catch (error) {
    // It is removed by itself only if it has run.
    await removeContainer(engine, id);
    throw error;
  }
}

/** The container that looks, as the engine is asked for it. */
export function probeOptions(image: string, handout: GpuHandout): ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: ['sleep', String(LIFETIME_SECONDS)],
    Cmd: [],
    Env: ['NVIDIA_VISIBLE_DEVICES=all', 'NVIDIA_DRIVER_CAPABILITIES=utility'],
    Labels: { [PROBE_LABEL]: 'gpu', 'dev.yolo-dock.created-by': createdBy() },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      AutoRemove: true,
      Init: true,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 64,
      DeviceRequests: [allGpus(handout)],
    },
  };
}

/** An image of ours that the engine has, else what they are made from, fetched if it must be. */
async function probeImage(engine: Engine, { signal, onFetch }: ProbeOptions): Promise<string> {
  const images = await engine.call((docker) => docker.listImages());
  const ours = images.find(({ Labels }) => Labels?.['dev.yolo-dock.stack']);
  const base = images.find(({ RepoTags }) => RepoTags?.includes(BASE_IMAGE));
  const there = ours ?? base;
  if (there) return there.Id;
  onFetch?.(BASE_IMAGE);
  await pullImage(engine, BASE_IMAGE, signal);
  return BASE_IMAGE;
}
