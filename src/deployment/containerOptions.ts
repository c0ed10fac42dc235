import type { ContainerCreateOptions } from 'dockerode';
import type { DeploymentSpec } from './deploymentSpec.ts';
import type { DeploymentLabels } from './labels.ts';
import { writeLabels } from './labels.ts';
import { limitEnvironment } from './memoryLimit.ts';

/** The port that every server listens on inside its container. */
export const SERVER_PORT = 5000;
/** Bytes of the temporary folder in a container. */
const TMP_BYTES = 256 * 2 ** 20;
/** Processes and threads in a container: a server's, with room, and no fork bomb. */
const MOST_PROCESSES = 512;
/** The engine keeps this much of each container's log. */
const LOG = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } };

/** What every container of ours may not do, as the engine is asked for it. */
export const HARDENING = {
  ReadonlyRootfs: true,
  Tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${TMP_BYTES}` },
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  PidsLimit: MOST_PROCESSES,
  Init: true,
  LogConfig: LOG,
};

/** TensorRT's engines outlive containers: building one takes minutes. Each has a key as its name. */
const ENGINES = { Type: 'volume', Source: 'yolo-dock-engines', Target: '/var/cache/yolo' } as const;

/** How the engine hands out GPUs. */
export type GpuHandout = 'device-request' | 'cdi';

/** What a container is made from, beyond its deployment. */
export interface ContainerPlan {
  readonly spec: DeploymentSpec;
  readonly replica: number;
  readonly labels: DeploymentLabels;
  /** Port on the engine's host; undefined lets the engine choose. */
  readonly hostPort: number | undefined;
  readonly handout: GpuHandout;
  /** Asks NVIDIA's toolkit to make the budget a limit. */
  readonly limit?: boolean;
}

/**
 * The container of one replica as the engine is asked for it: a numeric user of the image, no
 * capabilities, no new privileges, a read-only root with a temporary folder in memory, its port on
 * the loopback of the engine's host only.
 */
export function containerOptions(plan: ContainerPlan): ContainerCreateOptions {
  const { spec, replica, labels, hostPort, handout, limit = false } = plan;
  const device = spec.devices[replica] ?? { kind: 'cpu' };
  const port = `${SERVER_PORT}/tcp`;
  return {
    Image: spec.image,
    Env: Object.entries(serverVariables(spec, replica, limit)).map(
      ([name, value]) => `${name}=${value}`,
    ),
    Labels: writeLabels(labels),
    ExposedPorts: { [port]: {} },
    StopTimeout: 30,
    HostConfig: {
      PortBindings: {
        [port]: [{ HostIp: '127.0.0.1', HostPort: hostPort === undefined ? '' : String(hostPort) }],
      },
      ...HARDENING,
      RestartPolicy: { Name: 'no' },
      ...(spec.stack === 'tensorrt' && { Mounts: [ENGINES] }),
      ...(device.kind === 'gpu' && { DeviceRequests: [deviceRequest(device.uuid, handout)] }),
    },
  };
}

/**
 * The environment of a replica's server.
 * @param limit asks NVIDIA's toolkit to make the budget a limit.
 */
export function serverVariables(
  spec: Pick<DeploymentSpec, 'name' | 'env' | 'devices' | 'vramMib'>,
  replica: number,
  limit = false,
): Record<string, string> {
  const device = spec.devices[replica] ?? { kind: 'cpu' };
  return {
    ...spec.env,
    YOLO_DEPLOYMENT: spec.devices.length > 1 ? `${spec.name}-${replica}` : spec.name,
    YOLO_DEVICE: device.kind === 'cpu' ? 'cpu' : (spec.env?.['YOLO_DEVICE'] ?? 'auto'),
    YOLO_PORT: String(SERVER_PORT),
    ...(spec.vramMib !== undefined && { YOLO_VRAM_LIMIT_MIB: String(spec.vramMib) }),
    ...(spec.vramMib !== undefined && limit && limitEnvironment(spec.vramMib)),
    // An image that says "all" would otherwise see every card where NVIDIA's runtime is the default.
    ...(device.kind === 'cpu' && { NVIDIA_VISIBLE_DEVICES: 'void' }),
  };
}

interface DeviceRequest {
  Driver: string;
  Count: number;
  DeviceIDs: string[];
  Capabilities: string[][];
  Options: Record<string, string>;
}

function deviceRequest(uuid: string, handout: GpuHandout): DeviceRequest {
  return handout === 'cdi'
    ? byCdi(uuid)
    : { Driver: '', Count: 0, DeviceIDs: [uuid], Capabilities: [['gpu']], Options: {} };
}

/** The request for every GPU of the engine's host. */
export function allGpus(handout: GpuHandout): DeviceRequest {
  return handout === 'cdi'
    ? byCdi('all')
    : { Driver: '', Count: -1, DeviceIDs: [], Capabilities: [['gpu']], Options: {} };
}

/** An engine refuses CDI requests with a count or options. */
function byCdi(device: string): DeviceRequest {
  const DeviceIDs = [`nvidia.com/gpu=${device}`];
  return { Driver: 'cdi', Count: 0, DeviceIDs, Capabilities: [], Options: {} };
}
