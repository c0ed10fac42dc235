import type { Remark, YamlObject } from '../text/yamlText.ts';

/** A `kustomization.yaml`, as far as it is used here. */
export interface Kustomization {
  readonly namespace?: string;
  readonly resources: readonly string[];
  /** Folders of parts that can be left out as a whole. */
  readonly components?: readonly string[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  /** JSON patches, as YAML. */
  readonly patches?: readonly {
    readonly target: { readonly kind: string };
    readonly patch: string;
  }[];
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

/** A part of an overlay that one line takes in or leaves out, with what it changes in others. */
export function component(content: Kustomization, remarks: readonly Remark[] = []): YamlObject {
  const kind = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
  return { object: { ...kind, ...content }, remarks };
}

/** Settings as the literals of a generated ConfigMap. */
export function literalsOf(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`);
}
