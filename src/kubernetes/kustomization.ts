import type { Remark, YamlObject } from '../text/yamlText.ts';

/** A `kustomization.yaml`, as far as it is used here. */
export interface Kustomization {
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly images?: readonly { readonly name: string; readonly newName: string }[];
  readonly configMapGenerator?: readonly {
    readonly name: string;
    /** What an overlay's generator does with that of the base. */
    readonly behavior?: 'merge';
    /** `NAME=VALUE`. */
    readonly literals: readonly string[];
  }[];
}

/** A kustomization with its kind and version. */
export function kustomization(content: Kustomization, remarks: readonly Remark[] = []): YamlObject {
  const kind = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  return { object: { ...kind, ...content }, remarks };
}

/** Settings as the literals of a generated ConfigMap. */
export function literalsOf(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`);
}
