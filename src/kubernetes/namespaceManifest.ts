import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { YamlObject } from '../text/yamlText.ts';

/** A namespace that takes only pods without rights, as all of ours are. */
export function namespaceManifest(name: string): YamlObject {
  const object: INamespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
  return { object };
}
