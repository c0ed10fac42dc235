import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { YamlObject } from '../text/yamlText.ts';
import { PORT_NAME } from './serverProbes.ts';

/** Has Prometheus read the metrics of all pods of a project. */
export function podMonitor(project: string): YamlObject {
  const labels = { 'app.kubernetes.io/part-of': project };
  const object: IPodMonitor = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: project, labels },
    spec: {
      selector: { matchLabels: labels },
      podTargetLabels: ['app.kubernetes.io/instance'],
      podMetricsEndpoints: [{ port: PORT_NAME, path: '/metrics', interval: '15s' }],
    },
  };
  const text =
    'Many installations of Prometheus take only monitors with a label of theirs, such as\nrelease: prometheus.';
  return { object, remarks: [{ at: ['metadata', 'labels'], text }] };
}
