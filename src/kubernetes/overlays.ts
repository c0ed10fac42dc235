import type { Remark, YamlObject } from '../text/yamlText.ts';
import { autoscaler } from './autoscaler.ts';
import { httpRoute, ownRoute, type Traffic } from './httpRoute.ts';
import { component, type Kustomization, kustomization } from './kustomization.ts';
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
    { at: ['resources', 2], text: 'Needs the Gateway API; leave it out where there is none.' },
    {
      at: ['components', 0],
      text: 'Needs the metric yolo_queue_depth: see ../../cluster. Without this line there are as many\npods as the base says.',
    },
  ];
  const content = {
    namespace: project,
    resources: ['namespace.yaml', '../../base', 'http-route.yaml'],
    components: ['autoscaling'],
  };
  const others = all.filter(({ name }) => name !== traffic.stable && name !== traffic.trial);
  return new Map([
    ['kustomization.yaml', [overlayOf(content, all, registry, remarks)]],
    ['namespace.yaml', [namespaceManifest(project)]],
    ['http-route.yaml', [httpRoute(project, traffic), ...others.map(ownRoute)]],
    ['autoscaling/kustomization.yaml', [autoscaling()]],
    ['autoscaling/autoscalers.yaml', all.map(autoscaler)],
  ]);
}

/** Autoscalers, and what they need of the base. */
function autoscaling(): YamlObject {
  const patch = '- op: remove\n  path: /spec/replicas\n';
  const content = {
    resources: ['autoscalers.yaml'],
    patches: [{ target: { kind: 'Deployment' }, patch }],
  };
  const why = 'Every apply would else set back what an autoscaler has decided.';
  return component(content, [{ at: ['patches'], text: why }]);
}

/** Where it is tried: one pod each, which says more in its log, in a namespace beside. */
export function betaOverlay(all: readonly Workload[], project: string, registry?: string): Overlay {
  const namespace = `${project}-beta`;
  const several = all.filter(({ entry }) => (entry.replicas ?? 1) > 1);
  const content: Kustomization = {
    namespace,
    resources: ['namespace.yaml', '../../base'],
    ...(several.length > 0 && { replicas: several.map(({ name }) => ({ name, count: 1 })) }),
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
