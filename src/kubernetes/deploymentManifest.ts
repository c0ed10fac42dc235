import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { isGpuPolicy } from '../project/gpuPolicy.ts';
import type { Remark, YamlObject } from '../text/yamlText.ts';
import { keepsEngines, podSpec } from './podSpec.ts';
import { startSeconds } from './serverProbes.ts';
import { vramAnnotations, vramRemark } from './vramRemark.ts';
import { labelsOf, selectorOf, type Workload } from './workload.ts';

/** The workload's pods; how many, an overlay may leave to an autoscaler. */
export function deploymentManifest(workload: Workload): YamlObject {
  const { name, deployment, entry, gpu } = workload;
  // A stage that nobody stated would be wrong in one overlay or the other.
  const stage = entry.stage === undefined ? {} : { 'yolo-dock.dev/stage': entry.stage };
  const labels = { ...labelsOf(workload), ...stage };
  const object: IDeployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      labels: labelsOf(workload),
      annotations: {
        'yolo-dock.dev/deployment': deployment,
        'yolo-dock.dev/model': entry.model,
        'yolo-dock.dev/stack': entry.stack,
      },
    },
    spec: {
      replicas: entry.replicas ?? 1,
      revisionHistoryLimit: 3,
      progressDeadlineSeconds: startSeconds(entry.stack) + 300,
      selector: { matchLabels: selectorOf(workload) },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: gpu
          ? { maxSurge: 0, maxUnavailable: 1 }
          : { maxSurge: 1, maxUnavailable: 0 },
      },
      template: {
        metadata: { labels, ...vramAnnotations(workload) },
        spec: {
          ...podSpec(workload, { envFrom: [{ configMapRef: { name } }] }),
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: selectorOf(workload) },
            },
          ],
        },
      },
    },
  };
  return { object, remarks: remarks(workload) };
}

function remarks(workload: Workload): Remark[] {
  const { entry, gpu } = workload;
  const pod = ['spec', 'template', 'spec'];
  const all: Remark[] = vramRemark(workload).map(({ key, text }) => ({
    at: ['spec', 'template', 'metadata', 'annotations', key],
    text,
  }));
  if (gpu === undefined) return all;
  all.push({
    at: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'],
    text: 'A new pod would wait for a GPU that the old one still holds, so the old one goes first.',
  });
  if (entry.gpu !== undefined && !isGpuPolicy(entry.gpu)) {
    all.push({
      at: [...pod, 'containers', 0, 'resources'],
      text: 'yolo.json names a card, but which card a pod gets is for the cluster to say.',
    });
  }
  if (keepsEngines(workload)) {
    all.push({
      at: [...pod, 'volumes', 1],
      text: `TensorRT's engines, which a new pod builds again. A volume claim in its place keeps them: one
that pods on several nodes may write, or one for each node.`,
    });
  }
  return all;
}
