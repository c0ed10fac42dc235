import type { YoloJson } from '../project/yoloJson.ts';
import type { YamlObject } from '../text/yamlText.ts';
import { yamlText } from '../text/yamlText.ts';
import { deploymentManifest } from './deploymentManifest.ts';
import { devicePluginConfigs, runtimeClass } from './devicePlugin.ts';
import { disruptionBudget } from './disruptionBudget.ts';
import { kustomization, literalsOf } from './kustomization.ts';
import type { ManifestOptions } from './manifestOptions.ts';
import { metricsAdapterValues } from './metricsAdapter.ts';
import { dnsLabel } from './objectNames.ts';
import { betaOverlay, type Overlay, prodOverlay } from './overlays.ts';
import { plainPod } from './plainPod.ts';
import { podMonitor } from './podMonitor.ts';
import { imageFrom } from './registry.ts';
import { serverSettings } from './serverSettings.ts';
import { serviceManifest } from './serviceManifest.ts';
import { trafficPair } from './traffic.ts';
import { type Workload, workloads } from './workload.ts';

/** Names beside the workloads' own files. */
const MONITOR_FILE = 'pod-monitor.yaml';

/**
 * All manifests of a project, by their paths with forward slashes from the folder of manifests on.
 * @throws ManifestError where none can be made.
 */
export function manifestFiles(
  project: YoloJson,
  options: ManifestOptions,
): ReadonlyMap<string, string> {
  const all = workloads(project, options.gpu);
  const name = dnsLabel(project.name);
  const label = (deployment: string): string =>
    all.find((workload) => workload.deployment === deployment)?.name ?? '';
  const { stable, trial } = trafficPair(project, options.trial);
  const traffic = { stable: label(stable), ...(trial !== undefined && { trial: label(trial) }) };
  const tried = all.find(({ gpu }) => gpu) ?? all[0];
  return new Map([
    ...(tried ? [podFile(tried, options.registry)] : []),
    ...baseFiles(all, name),
    ...overlayFiles('prod', prodOverlay(all, name, traffic, options.registry)),
    ...overlayFiles('beta', betaOverlay(all, name, options.registry)),
    ...clusterFiles(),
  ]);
}

function podFile(workload: Workload, registry: string | undefined): [string, string] {
  const image = imageFrom(registry, workload.entry.image);
  const pod = plainPod({ ...workload, entry: { ...workload.entry, image } });
  const head = `One pod and nothing around it, to try an image on a cluster:
  kubectl apply --filename pod.yaml
  kubectl port-forward pod/${workload.name}-try 5000`;
  return ['pod.yaml', yamlText([pod], head)];
}

function baseFiles(all: readonly Workload[], project: string): [string, string][] {
  const own = all.map((workload): [string, readonly YamlObject[]] => [
    // A deployment may be called like one of the other files.
    `deployments/${workload.name}.yaml`,
    [deploymentManifest(workload), serviceManifest(workload), disruptionBudget(workload)],
  ]);
  const resources = [...own.map(([path]) => path), MONITOR_FILE];
  const configMapGenerator = all.map((workload) => ({
    name: workload.name,
    literals: literalsOf(serverSettings(workload)),
  }));
  const base = kustomization({ resources, configMapGenerator }, [
    {
      at: ['resources', resources.length - 1],
      text: "Needs the Prometheus Operator's PodMonitor; leave it out where there is none.",
    },
    { at: ['configMapGenerator'], text: 'A change here replaces the pods, one by one.' },
  ]);
  return [
    ['base/kustomization.yaml', yamlText([base])],
    ...own.map(([path, manifests]): [string, string] => [`base/${path}`, yamlText(manifests)]),
    [`base/${MONITOR_FILE}`, yamlText([podMonitor(project)])],
  ];
}

function overlayFiles(name: string, overlay: Overlay): [string, string][] {
  return [...overlay].map(([file, manifests]) => [`overlays/${name}/${file}`, yamlText(manifests)]);
}

/** What a cluster needs once, and its administrator applies. */
function clusterFiles(): [string, string][] {
  const resources = ['runtime-class.yaml', 'device-plugin-configs.yaml'];
  return [
    ['cluster/kustomization.yaml', yamlText([kustomization({ resources })])],
    ['cluster/runtime-class.yaml', yamlText([runtimeClass()])],
    ['cluster/device-plugin-configs.yaml', yamlText([devicePluginConfigs()])],
    ['cluster/prometheus-adapter-values.yaml', yamlText([metricsAdapterValues()])],
  ];
}
