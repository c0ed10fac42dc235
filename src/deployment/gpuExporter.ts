import type { ContainerCreateOptions, ContainerInfo } from 'dockerode';
import {
  createContainer,
  listContainers,
  listRunning,
  removeContainer,
  startContainer,
} from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engineError.ts';
import { execWithInput } from '../engine/execWithInput.ts';
import type { ToldContainer } from '../exporter/toldContainers.ts';
import { sentence } from '../text/sentence.ts';
import { allGpus, type GpuHandout } from './containerOptions.ts';
import { byHandout } from './gpuHandout.ts';
import { DEPLOYMENT_LABEL } from './labels.ts';
import { replicaOf } from './replicaState.ts';

/** The label that marks the exporter's container. */
const LABEL = 'dev.yolo-dock.gpu-exporter';
const NAME = 'yolo-dock-gpu-exporter';

/** The port that it listens on inside its container. */
const PORT = 9837;
const MIB = 2 ** 20;

/** The exporter that an engine runs, or has run. */
export interface GpuExporter {
  readonly id: string;
  readonly running: boolean;
  /** Port on the loopback of the engine's host; undefined while it does not run. */
  readonly port: number | undefined;
}

/** How an exporter is started. */
export interface ExporterWanted {
  /** Name of its image, which the engine has. */
  readonly image: string;
  /** Port on the loopback of the engine's host; undefined for any. */
  readonly port: number | undefined;
  /** Further environment and files, for a driver that the toolkit does not bring. */
  readonly env?: readonly string[];
  readonly binds?: readonly string[];
}

/** The engine's exporter; undefined when it has none. There is one at most. */
export async function findExporter(engine: Engine): Promise<GpuExporter | undefined> {
  const [found] = await listContainers(engine, [LABEL]);
  if (!found) return undefined;
  const published = found.Ports?.find(({ PrivatePort }) => PrivatePort === PORT);
  return { id: found.Id, running: found.State === 'running', port: published?.PublicPort };
}

/**
 * Starts the exporter in place of one that there is, and tells it of the containers.
 * @throws EngineError; then there is none.
 */
export async function startExporter(engine: Engine, wanted: ExporterWanted): Promise<GpuExporter> {
  await stopExporter(engine);
  return byHandout(engine, (handout) => started(engine, exporterOptions(wanted, handout)));
}

async function started(engine: Engine, options: ContainerCreateOptions): Promise<GpuExporter> {
  const id = await createContainer(engine, options);
  try {
    await startContainer(engine, id);
    await tellExporter(engine, id);
    const exporter = await findExporter(engine);
    if (exporter?.running) return exporter;
    throw new EngineError('other', sentence('The GPU exporter has ended by itself.'));
  } catch (error) {
    await removeContainer(engine, id).catch(() => undefined);
    throw error;
  }
}

/** Ends and removes the exporter, with what it was told. @returns whether there was one. */
export async function stopExporter(engine: Engine): Promise<boolean> {
  const exporter = await findExporter(engine);
  if (exporter) await removeContainer(engine, exporter.id);
  return exporter !== undefined;
}

/**
 * Tells an exporter of the containers that run now, and of deployments that ended by a failure, which
 * Prometheus is to miss. @throws EngineError
 */
export async function tellExporter(engine: Engine, exporterId: string): Promise<void> {
  const [running, deployments] = await Promise.all([
    listRunning(engine),
    listContainers(engine, [DEPLOYMENT_LABEL]),
  ]);
  const failed = deployments.filter((info) => (replicaOf(info)?.exitCode ?? 0) !== 0);
  const containers = [...running, ...failed].map(toldOf);
  const command = ['node', '/opt/yolo/exporter.js', 'tell'];
  await execWithInput(engine, exporterId, command, JSON.stringify(containers));
}

function toldOf(info: ContainerInfo): ToldContainer {
  const name = (info.Names?.[0] ?? info.Id).replace(/^\//, '');
  const replica = replicaOf(info);
  if (!replica) return { id: info.Id, name };
  const { project, deployment, vramMib, gpu, port: wanted } = replica.labels;
  const port = replica.port ?? wanted;
  return {
    ...{ id: info.Id, name, project, deployment, gpu },
    ...(vramMib > 0 && { budgetBytes: vramMib * MIB }),
    ...(port > 0 && { port }),
  };
}

/** The container as the engine is asked for it; templates/gpu-exporter/README.md says why. */
function exporterOptions(
  { image, port, env = [], binds = [] }: ExporterWanted,
  handout: GpuHandout,
): ContainerCreateOptions {
  return {
    name: NAME,
    Image: image,
    Env: [...env],
    Labels: { [LABEL]: 'true' },
    ExposedPorts: { [`${PORT}/tcp`]: {} },
    HostConfig: {
      PortBindings: {
        [`${PORT}/tcp`]: [
          { HostIp: '127.0.0.1', HostPort: port === undefined ? '' : String(port) },
        ],
      },
      PidMode: 'host',
      Binds: [...binds],
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 64,
      Memory: 256 * MIB,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
      RestartPolicy: { Name: 'unless-stopped' },
      DeviceRequests: [allGpus(handout)],
    },
  };
}
