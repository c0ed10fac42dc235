import { isGpuPolicy } from '../project/gpuPolicy.ts';
import { freeName } from '../project/names.ts';
import { vramBytes } from '../project/vramBytes.ts';
import type { DeploymentEntry, ModelStatement, YoloJson } from '../project/yoloJson.ts';
import { type Remark, yamlText } from '../text/yamlText.ts';
import { composeHealth } from './composeHealth.ts';
import { HARDENING, SERVER_PORT, serverVariables } from './containerOptions.ts';
import type { ReplicaDevice } from './deploymentSpec.ts';
import { ENGINE_CACHE } from './engineCache.ts';
import { modelVariables } from './modelVariables.ts';

/** The user that the images of the templates run as. */
const USER = '10001:10001';
/** The label that keeps a budget of video memory. */
const VRAM_LABEL = 'yolo-dock.dev/vram-budget';

/** The volume that TensorRT's engines are kept in. */
const ENGINES = 'engines';

const HEAD = `The deployments of yolo.json for Docker Compose (1.28 or later), as YOLO Dock runs them:
without rights, and on the loopback only. This file is yours.
  docker compose up --detach --wait
The images are made by "YOLO: Build Image", or pulled where their names say a registry.`;

const UNENFORCED = `Docker cannot enforce this: it hands out devices, not video memory. The
budget tells people; the Python server keeps what PyTorch and ONNX Runtime allocate to
YOLO_VRAM_LIMIT_MIB.`;
const UNNAMED_CARD =
  'yolo.json leaves the card open, and Compose cannot choose: write a number or UUID.';

/** `compose.yaml` of a project: a service for each replica, since each has its own port. */
export function composeFile(project: YoloJson): string {
  const services: Record<string, object> = {};
  const remarks: Remark[] = [];
  for (const [name, entry] of Object.entries(project.deployments)) {
    const replicas = entry.replicas ?? 1;
    for (let replica = 0; replica < replicas; replica++) {
      const taken = [...Object.keys(services), ...Object.keys(project.deployments)];
      const service = replicas === 1 ? name : freeName(`${name}-${replica}`, taken);
      const stated = project.models[entry.model];
      services[service] = escaped(serviceOf({ name, entry, replica, stated }));
      remarks.push(...remarksOn(service, entry));
    }
  }
  const keeping = Object.values(project.deployments).some(keepsEngines);
  const volumes = keeping ? { volumes: { [ENGINES]: {} } } : {};
  return yamlText([{ object: { services, ...volumes }, remarks }], HEAD);
}

interface ReplicaOf {
  readonly name: string;
  readonly entry: DeploymentEntry;
  readonly replica: number;
  readonly stated: ModelStatement | undefined;
}

function serviceOf({ name, entry, replica, stated }: ReplicaOf): object {
  const { ReadonlyRootfs, Tmpfs, CapDrop, SecurityOpt, PidsLimit, Init, LogConfig } = HARDENING;
  const device = deviceOf(entry);
  const budget = vramBytes(entry.vram ?? '');
  const spec = {
    name,
    env: modelVariables(stated ?? {}),
    devices: Array<ReplicaDevice>(entry.replicas ?? 1).fill(device),
    ...(device.kind === 'gpu' && budget !== undefined && { vramMib: Math.floor(budget / 2 ** 20) }),
  };
  const port = entry.port === undefined ? '' : entry.port + replica;
  return {
    image: entry.image,
    ...(entry.vram !== undefined && { labels: { [VRAM_LABEL]: entry.vram } }),
    environment: serverVariables(spec, replica),
    ports: [`127.0.0.1:${port}:${SERVER_PORT}`],
    user: USER,
    read_only: ReadonlyRootfs,
    tmpfs: Object.entries(Tmpfs).map(([path, options]) => `${path}:${options}`),
    ...(keepsEngines(entry) && { volumes: [`${ENGINES}:${ENGINE_CACHE}`] }),
    cap_drop: CapDrop,
    security_opt: SecurityOpt,
    pids_limit: PidsLimit,
    init: Init,
    healthcheck: composeHealth(entry.stack),
    logging: { driver: LogConfig.Type, options: LogConfig.Config },
    restart: 'unless-stopped',
    stop_grace_period: '30s',
    ...(device.kind === 'gpu' && { deploy: { resources: { reservations: gpus(device.uuid) } } }),
  };
}

function keepsEngines({ stack, gpu }: DeploymentEntry): boolean {
  return stack === 'tensorrt' && gpu !== 'cpu';
}

/** A card's number serves as well as its UUID; where any will do, it is the first. */
function deviceOf({ gpu = 'auto' }: DeploymentEntry): ReplicaDevice {
  if (gpu === 'cpu') return { kind: 'cpu' };
  return { kind: 'gpu', uuid: isGpuPolicy(gpu) ? '0' : String(gpu) };
}

function gpus(id: string): object {
  return { devices: [{ driver: 'nvidia', device_ids: [id], capabilities: ['gpu'] }] };
}

function remarksOn(service: string, { gpu = 'auto', vram }: DeploymentEntry): Remark[] {
  const at = ['services', service];
  const ids = ['deploy', 'resources', 'reservations', 'devices', 0, 'device_ids'];
  return [
    ...(vram === undefined ? [] : [{ at: [...at, 'labels', VRAM_LABEL], text: UNENFORCED }]),
    ...(isGpuPolicy(gpu) ? [{ at: [...at, ...ids], text: UNNAMED_CARD }] : []),
  ];
}

/** Compose would put variables of the environment into texts with a "$". */
function escaped<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(escaped) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, escaped(inside)]),
  ) as T;
}
