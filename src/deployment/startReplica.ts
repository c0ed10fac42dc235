import type { ContainerCreateOptions } from 'dockerode';
import { Client } from '../contract/client.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import {
  createContainer,
  inspectContainer,
  removeContainer,
  startContainer,
} from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { assertRoom } from './assertRoom.ts';
import { containerOptions, type GpuHandout, SERVER_PORT } from './containerOptions.ts';
import type { DeployEvent } from './deployEvents.ts';
import {
  type ContainerRole,
  type DeploymentSpec,
  nameInRole,
  type ReplicaDevice,
} from './deploymentSpec.ts';
import { underFreeName } from './freeName.ts';
import { hasCdiGpus, verifyDevice } from './gpuHandout.ts';
import { imageState } from './imageState.ts';
import { cgroupVersion, limitInForce, mayLimit } from './memoryLimit.ts';
import { beingDeployed, maker } from './otherWindows.ts';
import { openEndpoint } from './replicaEndpoint.ts';
import { createdBy } from './replicas.ts';
import { waitReady } from './waitReady.ts';

/** How a container is to differ from a deployment's usual one. */
export interface Shape {
  readonly role: ContainerRole;
  readonly options: (usual: ContainerCreateOptions) => ContainerCreateOptions;
  /** What is done once it is made, before it is started. */
  readonly prepare: (containerId: string) => Promise<void>;
}

/** Settings of one deploying. */
export interface DeploySettings {
  /** Seconds in which a server has to become ready. */
  readonly readySeconds: number;
  /** Version of the extension, for the label. */
  readonly version: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: (event: DeployEvent) => void;
  readonly shape?: Shape;
}

/** A container that was started, and what undoing takes. */
export interface Started {
  readonly id: string;
  readonly replica: number;
  /** Port on the engine's host. */
  readonly port: number;
  /** What computes there, such as `cpu` or `cuda`, as the server says. */
  readonly provider: string;
  /** Video memory that the driver holds it to, in MiB, as read back; undefined where nothing does. */
  readonly limitMib?: number;
}

/**
 * Makes and starts the container of one replica under a name that says it is on trial, and waits
 * until it is ready. If that fails nothing of it stays.
 * @param hostPort undefined lets the engine choose.
 */
export async function startReplica(
  engine: Engine,
  spec: DeploymentSpec,
  replica: number,
  hostPort: number | undefined,
  settings: DeploySettings,
): Promise<Started> {
  const { signal, onEvent = () => {}, readySeconds } = settings;
  onEvent({ kind: 'creating', replica });
  const { id, handout, limit } = await createStarted(engine, spec, replica, hostPort, settings);
  try {
    signal?.throwIfAborted();
    onEvent({ kind: 'waiting', replica, containerId: id });
    const port = hostPort ?? (await publishedPort(engine, id));
    const { endpoint, close } = await openEndpoint(engine, { id, port, stack: spec.stack });
    let provider: string;
    try {
      await waitReady(engine, { containerId: id, endpoint, seconds: readySeconds }, signal);
      provider = await providerAt(endpoint, signal);
    } finally {
      await close();
    }
    const device = spec.devices[replica];
    if (device?.kind === 'gpu' && handout === 'device-request') {
      await verifyDevice(engine, id, device.uuid);
    }
    const limitMib =
      limit && device?.kind === 'gpu' ? await limitInForce(engine, id, device.uuid) : undefined;
    // Two that were made in the same moment may not have seen each other.
    await assertRoom(engine, spec, id);
    onEvent({ kind: 'ready', replica, containerId: id, port });
    return { id, replica, port, provider, ...(limitMib !== undefined && { limitMib }) };
  } catch (error) {
    await removeEventually(engine, id);
    throw error;
  }
}

async function providerAt(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<string> {
  const client = new Client(endpoint);
  try {
    return (await client.model(signal ? { signal } : {})).provider;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    client.close();
  }
}

async function createStarted(
  engine: Engine,
  spec: DeploymentSpec,
  replica: number,
  hostPort: number | undefined,
  { version, signal, shape }: DeploySettings,
  handout: GpuHandout = 'device-request',
): Promise<{ id: string; handout: GpuHandout; limit: boolean }> {
  const device: ReplicaDevice = spec.devices[replica] ?? { kind: 'cpu' };
  const labels = {
    project: spec.project,
    deployment: spec.name,
    model: spec.model,
    modelSha256: spec.modelSha256,
    stack: spec.stack,
    stage: spec.stage,
    replica,
    gpu: device.kind === 'cpu' ? 'cpu' : device.uuid,
    vramMib: spec.vramMib ?? 0,
    overcommit: spec.overcommit === true,
    debug: shape?.role === 'debug',
    port: spec.port ?? 0,
    createdBy: createdBy(),
    version,
    maker: maker(),
  };
  const limit = await asksLimit(engine, spec, device);
  const named = containerOptions({ spec, replica, labels, hostPort, handout, limit });
  const usual = { ...named, Image: await imageOf(engine, spec) };
  const options = shape?.options(usual) ?? usual;
  const role = shape?.role ?? 'trial';
  const id = await createNamed(engine, spec, replica, role, options, signal);
  try {
    signal?.throwIfAborted();
    await shape?.prepare(id);
    await assertRoom(engine, spec, id);
    await startContainer(engine, id);
    return { id, handout, limit };
  } catch (error) {
    await removeEventually(engine, id);
    const noDriver = error instanceof EngineError && error.reason === 'gpu';
    if (noDriver && handout === 'device-request' && (await hasCdiGpus(engine))) {
      const settings = {
        version,
        readySeconds: 0,
        signal,
        ...(shape && { shape }),
      };
      return createStarted(engine, spec, replica, hostPort, settings, 'cdi');
    }
    throw error;
  }
}

async function createNamed(
  engine: Engine,
  spec: DeploymentSpec,
  replica: number,
  role: ContainerRole,
  options: ContainerCreateOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return await underFreeName(engine, spec, replica, (free) =>
      createContainer(engine, { ...options, name: nameInRole(free, role) }, signal),
    );
  } catch (error) {
    const taken = error instanceof EngineError && error.reason === 'name-in-use';
    // What others have is not chosen, so it is this deployment's own that was made meanwhile.
    throw taken && role === 'trial' && error.cause !== undefined ? beingDeployed(spec.name) : error;
  }
}

/** The image by its name while that is still its name, which people read; else by its id. */
async function imageOf(engine: Engine, { image, imageId }: DeploymentSpec): Promise<string> {
  if (imageId === undefined) return image;
  const now = await imageState(engine, image);
  return now?.id === imageId ? image : imageId;
}

/** Whether NVIDIA's toolkit is asked to make the budget a limit. */
async function asksLimit(
  engine: Engine,
  { vramMib, driverVersion }: DeploymentSpec,
  device: ReplicaDevice,
): Promise<boolean> {
  if (vramMib === undefined || device.kind === 'cpu' || driverVersion === undefined) return false;
  return mayLimit({ driverVersion, cgroupVersion: await cgroupVersion(engine), uuid: device.uuid });
}

async function publishedPort(engine: Engine, id: string): Promise<number> {
  const { NetworkSettings } = await inspectContainer(engine, id);
  return Number(NetworkSettings.Ports[`${SERVER_PORT}/tcp`]?.[0]?.HostPort ?? 0);
}

/** Milliseconds between attempts to remove a container while the engine is away, and for how long. */
const AGAIN_MS = 2_000;
const GIVE_UP_MS = 10 * 60_000;

/** Removes a container; when the engine is away, once it is back. */
export async function removeEventually(engine: Engine, id: string): Promise<void> {
  try {
    await removeContainer(engine, id);
  } catch {
    const until = Date.now() + GIVE_UP_MS;
    const again = (): void => {
      removeContainer(engine, id).catch(() => {
        if (Date.now() < until) setTimeout(again, AGAIN_MS).unref();
      });
    };
    setTimeout(again, AGAIN_MS).unref();
  }
}
