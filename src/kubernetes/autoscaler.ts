import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { YamlObject } from '../text/yamlText.ts';
import { labelsOf, type Workload } from './workload.ts';

/** The metric that says how many pictures wait in a server. */
export const QUEUE_METRIC = 'yolo_queue_depth';
/** As many pictures may wait in each pod before another pod is started. */
const WAITING = '4';

/** More pods where pictures wait. How busy a GPU is says little: a full queue is what people feel. */
export function autoscaler(workload: Workload): YamlObject {
  const { name, entry, gpu } = workload;
  const least = entry.replicas ?? 1;
  const object: IHorizontalPodAutoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: labelsOf(workload) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: least,
      maxReplicas: 2 * least,
      metrics: [
        {
          type: 'Pods',
          pods: {
            metric: { name: QUEUE_METRIC },
            target: { type: 'AverageValue', averageValue: WAITING },
          },
        },
      ],
      behavior: {
        scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }] },
        scaleDown: { stabilizationWindowSeconds: 300 },
      },
    },
  };
  const remarks = [
    {
      at: ['spec', 'metrics'],
      text: 'Needs an adapter for the metrics of Prometheus: see ../../../cluster.',
    },
  ];
  const most = {
    at: ['spec', 'maxReplicas'],
    text: 'Each pod takes a GPU: no more than there are.',
  };
  return { object, remarks: gpu ? [most, ...remarks] : remarks };
}
