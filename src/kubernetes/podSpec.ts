import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { SERVER_PORT } from '../deployment/containerOptions.ts';
import { ENGINE_CACHE } from '../deployment/engineCache.ts';
import type { Stack } from '../project/yoloJson.ts';
import { GPU, gpuResource } from './gpuSharing.ts';
import { PORT_NAME, serverProbes } from './serverProbes.ts';
import type { Workload } from './workload.ts';

/** The user that the images of the templates run as. */
const USER = 10_001;
/** The class of pods that NVIDIA's runtime starts. */
export const RUNTIME_CLASS = 'nvidia';
/** Name of the volume for TensorRT's engines. */
const ENGINES = 'engines';
/** Seconds that the endpoints get to forget a pod before it is asked to end. */
const FORGET_S = 5;

/** Memory of the host, of a server on the CPU and of one on a GPU. */
const MEMORY: Readonly<Record<Stack, { readonly cpu: string; readonly gpu: string }>> = {
  onnx: { cpu: '1Gi', gpu: '4Gi' },
  pytorch: { cpu: '4Gi', gpu: '8Gi' },
  tensorrt: { cpu: '4Gi', gpu: '8Gi' },
};

/** What runs a server: no rights, a read-only root, and of GPUs exactly what it was given. */
export function podSpec(workload: Workload, settings: Partial<IContainer>): IPodSpec {
  const { gpu } = workload;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 40,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(gpu && {
      runtimeClassName: RUNTIME_CLASS,
      tolerations: [{ key: GPU, operator: 'Exists', effect: 'NoSchedule' }],
    }),
    containers: [serverContainer(workload, settings)],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      ...(keepsEngines(workload) ? [{ name: ENGINES, emptyDir: { sizeLimit: '4Gi' } }] : []),
    ],
  };
}

function serverContainer(workload: Workload, settings: Partial<IContainer>): IContainer {
  const { entry } = workload;
  return {
    name: 'server',
    image: entry.image,
    imagePullPolicy: 'IfNotPresent',
    ...settings,
    ports: [{ name: PORT_NAME, containerPort: SERVER_PORT }],
    resources: resources(workload),
    ...serverProbes(entry.stack),
    lifecycle: { preStop: { sleep: { seconds: FORGET_S } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(keepsEngines(workload) ? [{ name: ENGINES, mountPath: ENGINE_CACHE }] : []),
    ],
  };
}

/** Whether a server writes engines that are worth keeping. */
export function keepsEngines({ entry, gpu }: Workload): boolean {
  return entry.stack === 'tensorrt' && gpu !== undefined;
}

/** Memory and GPUs are never lent: what is asked for is also the most. */
function resources({ entry, gpu }: Workload): NonNullable<IContainer['resources']> {
  const memory = MEMORY[entry.stack][gpu ? 'gpu' : 'cpu'];
  const fixed = { memory, ...(gpu && { [gpuResource(gpu)]: 1 }) };
  return { requests: { cpu: '1', ...fixed }, limits: fixed };
}
