import { shown } from '../project/shown.ts';
import { vramBytes } from '../project/vramBytes.ts';
import type { DeploymentEntry, ModelStatement, YoloJson } from '../project/yoloJson.ts';
import { sentence } from '../text/sentence.ts';
import type { GpuChoice } from './gpuSharing.ts';
import { ManifestError } from './manifestError.ts';
import { dnsLabel, objectNames } from './objectNames.ts';

/** A deployment of `yolo.json` as its manifests need it. */
export interface Workload {
  /** Name of its objects. */
  readonly name: string;
  /** Name in `yolo.json`. */
  readonly deployment: string;
  /** Name of the project's objects, and the value of its label. */
  readonly project: string;
  readonly entry: DeploymentEntry;
  /** What `yolo.json` states of its model. */
  readonly model: ModelStatement;
  /** What it gets of GPUs; undefined on the CPU. */
  readonly gpu: GpuChoice | undefined;
  /** Budget of video memory in MiB, where it is no share of a card. */
  readonly vramMib: number | undefined;
}

/**
 * The deployments of a project, in the order of the file.
 * @throws ManifestError where there are none, or names that Kubernetes cannot tell apart.
 */
export function workloads(project: YoloJson, gpu: GpuChoice): readonly Workload[] {
  const deployments = Object.entries(project.deployments);
  if (deployments.length === 0) {
    throw new ManifestError(
      sentence(
        '“{0}” has no deployments, so there is nothing to write manifests of; add one to yolo.json.',
        shown(project.name),
      ),
    );
  }
  const names = objectNames(deployments.map(([deployment]) => deployment));
  return deployments.map(([deployment, entry]) => {
    const bytes = entry.vram === undefined ? undefined : vramBytes(entry.vram);
    return {
      name: names.get(deployment) ?? dnsLabel(deployment),
      deployment,
      project: dnsLabel(project.name),
      entry,
      model: project.models[entry.model] ?? {},
      gpu: entry.gpu === 'cpu' ? undefined : gpu,
      vramMib: bytes === undefined ? undefined : Math.floor(bytes / 2 ** 20),
    };
  });
}

/** Labels that find the pods of a workload; they can never change afterwards. */
export function selectorOf({ name, project }: Workload): Record<string, string> {
  return { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/part-of': project };
}

/** Labels of every object of a workload. */
export function labelsOf(workload: Workload): Record<string, string> {
  return { 'app.kubernetes.io/name': 'yolo-server', ...selectorOf(workload) };
}
