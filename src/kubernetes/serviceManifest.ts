import type { IService } from 'kubernetes-models/v1/Service';
import type { YamlObject } from '../text/yamlText.ts';
import { PORT_NAME } from './serverProbes.ts';
import { labelsOf, selectorOf, type Workload } from './workload.ts';

/** Port of every service. */
export const SERVICE_PORT = 80;

/** One address for all pods of a workload, inside the cluster. */
export function serviceManifest(workload: Workload): YamlObject {
  const object: IService = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: workload.name, labels: labelsOf(workload) },
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(workload),
      ports: [{ name: PORT_NAME, port: SERVICE_PORT, targetPort: PORT_NAME, appProtocol: 'http' }],
    },
  };
  return { object };
}
