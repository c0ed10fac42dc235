import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { YamlObject } from '../text/yamlText.ts';
import { labelsOf, selectorOf, type Workload } from './workload.ts';

/** Lets a node be emptied, but only one pod at a time; a pod that is ill anyway is in nobody's way. */
export function disruptionBudget(workload: Workload): YamlObject {
  const object: IPodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: workload.name, labels: labelsOf(workload) },
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selectorOf(workload) },
    },
  };
  return { object };
}
