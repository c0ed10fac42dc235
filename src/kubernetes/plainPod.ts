import type { IPod } from 'kubernetes-models/v1/Pod';
import type { YamlObject } from '../text/yamlText.ts';
import { podSpec } from './podSpec.ts';
import { serverSettings } from './serverSettings.ts';
import { vramAnnotations, vramRemark } from './vramRemark.ts';
import type { Workload } from './workload.ts';

/** One pod and nothing around it, to try an image on a cluster. */
export function plainPod(workload: Workload): YamlObject {
  // Kubernetes would put variables into values with a "$(NAME)".
  const env = Object.entries(serverSettings(workload)).map(([name, value]) => ({
    name,
    value: value.replaceAll('$', '$$$$'),
  }));
  const object: IPod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${workload.name}-try`,
      labels: { 'app.kubernetes.io/name': 'yolo-server' },
      ...vramAnnotations(workload),
    },
    spec: podSpec(workload, { env }),
  };
  const remarks = vramRemark(workload).map(({ key, text }) => ({
    at: ['metadata', 'annotations', key],
    text,
  }));
  return { object, remarks };
}
