import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { Manifest } from './manifest.ts';

/** A namespace that takes only pods without rights, as all of ours are. */
export function namespaceManifest(name: string): Manifest {
  const object: INamespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
  return { object };
}
