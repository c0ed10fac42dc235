import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SAMPLES } from '../../../scripts/paths.ts';
import { manifestFiles } from '../../../src/kubernetes/manifestFiles.ts';
import type { ManifestOptions } from '../../../src/kubernetes/manifestOptions.ts';
import { parseYoloJson } from '../../../src/project/parseYoloJson.ts';
import type { DeploymentEntry, YoloJson } from '../../../src/project/yoloJson.ts';

/** What the tests read of an object. */
// biome-ignore lint/suspicious/noExplicitAny: each kind has a type of its own, and the schemas check them.
export type Read = any;

/** The project of the sample workspace. */
export function sampleProject(): YoloJson {
  const { value } = parseYoloJson(readFileSync(join(SAMPLES, 'yolo.json'), 'utf8'));
  if (value === undefined) throw new Error('the sample has errors');
  return value;
}

/** A project with these deployments. */
export function projectWith(
  deployments: Readonly<Record<string, Partial<DeploymentEntry>>>,
  name = 'parts',
): YoloJson {
  const entries = Object.entries(deployments).map(([key, entry]): [string, DeploymentEntry] => [
    key,
    { model: 'v8', stack: 'onnx', image: 'parts:v8', ...entry },
  ]);
  return {
    name,
    models: { v8: { weights: 'a.onnx' } },
    deployments: Object.fromEntries(entries),
  };
}

/** The manifests of a project, on whole cards where nothing else is said. */
export function filesOf(
  project: YoloJson,
  options: Partial<ManifestOptions> = {},
): ReadonlyMap<string, string> {
  return manifestFiles(project, { gpu: { sharing: 'whole' }, ...options });
}

/** The objects of a YAML text, read as Kubernetes does: by the rules of YAML 1.1. */
export function objectsIn(text = ''): Read[] {
  return parseAllDocuments(text, { version: '1.1', merge: false }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

/** The object of a kind and name among all files, the overlays' kustomizations aside. */
export function objectOf(files: ReadonlyMap<string, string>, kind: string, name?: string): Read {
  const all = [...files.values()].flatMap(objectsIn);
  return all.find(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
}
