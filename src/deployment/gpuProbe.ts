import type { ContainerCreateOptions } from 'dockerode';
import {
  attachInput,
  createContainer,
  removeContainer,
  startContainer,
  waitUntilRemoved,
} from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { pullImage } from '../engine/pullImage.ts';
import { allGpus, type GpuHandout } from './containerOptions.ts';
import { byHandout } from './gpuHandout.ts';
import { createdBy } from './replicas.ts';

/** Marks a container that only looks; the Deployments view does not list it. */
const PROBE_LABEL = 'dev.yolo-dock.probe';
/** What images of ours are made from anyway, so that fetching it is no waste. */
const BASE_IMAGE = 'node:24-bookworm-slim';

/** How far a probe may look. */
export interface ProbeOptions {
  readonly signal?: AbortSignal;
  /** Told when an image has to be fetched first. */
  readonly onFetch?: (image: string) => void;
}

/** A container that looks. */
export interface Probe {
  readonly id: string;
  /** Removes it. */
  end(): Promise<void>;
}

/**
 * Starts a container with all GPUs of the engine's host, in which nothing happens until a program is
 * run in it. NVIDIA's toolkit puts nvidia-smi there. Its one process reads from a connection that this
 * process holds, so it ends with this process at the latest, and the engine removes it.
 * @throws EngineError with reason `gpu` when the engine cannot hand out GPUs.
 */
export async function startProbe(engine: Engine, options: ProbeOptions = {}): Promise<Probe> {
  const image = await probeImage(engine, options);
  return byHandout(engine, (handout) => started(engine, probeOptions(image, handout)));
}

async function started(engine: Engine, options: ContainerCreateOptions): Promise<Probe> {
  const id = await createContainer(engine, options);
  try {
    const line = await attachInput(engine, id);
    await startContainer(engine, id);
    const end = async (): Promise<void> => {
      line.destroy();
      // It has two reasons to be removed now, and whichever comes second is told at once.
      await removeContainer(engine, id);
      await waitUntilRemoved(engine, id);
    };
    return { id, end };
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
    Entrypoint: ['cat'],
    Cmd: [],
    Env: ['NVIDIA_VISIBLE_DEVICES=all', 'NVIDIA_DRIVER_CAPABILITIES=utility'],
    // Not the user of the servers, whose processes it sees.
    User: '10002:10002',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    Labels: { [PROBE_LABEL]: 'gpu', 'dev.yolo-dock.created-by': createdBy() },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      AutoRemove: true,
      // In a namespace of its own nvidia-smi lists no processes.
      PidMode: 'host',
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
