import type { Remark, YamlObject } from '../text/yamlText.ts';
import { autoscaler } from './autoscaler.ts';
import { httpRoute, type Traffic } from './httpRoute.ts';
import { type Kustomization, kustomization } from './kustomization.ts';
import { namespaceManifest } from './namespaceManifest.ts';
import { imageFrom, repositoryOf } from './registry.ts';
import type { Workload } from './workload.ts';

/** The files of an overlay, by their names in its folder. */
export type Overlay = ReadonlyMap<string, readonly YamlObject[]>;

/** Where it counts: as many pods as are needed, and requests from outside. */
export function prodOverlay(
  all: readonly Workload[],
  project: string,
  traffic: Traffic,
  registry?: string,
): Overlay {
  const remarks: Remark[] = [
    { at: ['resources', 2], text: 'Needs the metric yolo_queue_depth: see ../../cluster.' },
    { at: ['resources', 3], text: 'Needs the Gateway API; leave it out where there is none.' },
  ];
  const resources = ['namespace.yaml', '../../base', 'autoscalers.yaml', 'http-route.yaml'];
  return new Map([
    ['kustomization.yaml', [overlayOf({ namespace: project, resources }, all, registry, remarks)]],
    ['namespace.yaml', [namespaceManifest(project)]],
    ['autoscalers.yaml', all.map(autoscaler)],
    ['http-route.yaml', [httpRoute(project, traffic)]],
  ]);
}

/** Where it is tried: one pod each, which says more in its log, in a namespace beside. */
export function betaOverlay(all: readonly Workload[], project: string, registry?: string): Overlay {
  const namespace = `${project}-beta`;
  const content: Kustomization = {
    namespace,
    resources: ['namespace.yaml', '../../base'],
    configMapGenerator: all.map(({ name }) => ({
      name,
      behavior: 'merge',
      literals: ['YOLO_LOG_LEVEL=debug'],
    })),
  };
  return new Map([
    ['kustomization.yaml', [overlayOf(content, all, registry, [])]],
    ['namespace.yaml', [namespaceManifest(namespace)]],
  ]);
}

function overlayOf(
  content: Kustomization,
  all: readonly Workload[],
  registry: string | undefined,
  remarks: readonly Remark[],
): YamlObject {
  const names = [...new Set(all.map(({ entry }) => repositoryOf(entry.image)))];
  const images = names
    .map((name) => ({ name, newName: imageFrom(registry, name) }))
    .filter(({ name, newName }) => name !== newName);
  return kustomization(images.length === 0 ? content : { ...content, images }, remarks);
}
