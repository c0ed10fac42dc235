import { readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { sentence } from '../../text/sentence.ts';
import { addDeployment, emptyYoloJson } from '../addDeployment.ts';
import { isReallyInside } from '../insideFolder.ts';
import { parseYoloJson } from '../parseYoloJson.ts';
import { shown } from '../shown.ts';
import type { DeploymentEntry } from '../yoloJson.ts';
import type { Content } from './content.ts';
import { ScaffoldError } from './scaffoldError.ts';
import { type Device, templateFiles } from './stacks.ts';
import { type FileState, stateOf } from './targetFile.ts';

/** What is to be scaffolded. */
export interface ScaffoldRequest {
  /** Absolute path of the folder that `yolo.json` stands in, or will. */
  readonly folder: string;
  /** Absolute path of the extension's folder of templates. */
  readonly templates: string;
  readonly device: Device;
  /** Name of the project, for a new `yolo.json`. */
  readonly project: string;
  /** Name of the deployment. */
  readonly name: string;
  readonly entry: DeploymentEntry;
  /** Absolute path of the weights; copied into the folder where they lie elsewhere. */
  readonly weights: string;
}

/** A file that scaffolding would write. */
export interface PlannedFile {
  /** Path from the folder on, with forward slashes. */
  readonly path: string;
  readonly content: Content;
  /** `extended`: it exists and gets something added, nothing else in it changes. */
  readonly state: FileState | 'extended';
  /** What stands there now, where it is text to be compared; what is written later is held against it. */
  readonly before?: string;
}

/** Where weights from elsewhere go. */
const MODELS = 'models';

/**
 * What scaffolding would write, without writing anything.
 * @throws ScaffoldError where the folder cannot take it.
 */
export async function planScaffold(request: ScaffoldRequest): Promise<readonly PlannedFile[]> {
  const { folder, templates, device, entry } = request;
  const files: PlannedFile[] = [];
  const plan = async (path: string, content: Content): Promise<void> => {
    files.push({ path, content, ...(await stateOf(folder, path, content)) });
  };
  const weights = await weightsIn(request);
  for (const [path, text] of await templateFiles(templates, entry.stack, device)) {
    await plan(path, { text });
  }
  if (weights.copied) await plan(weights.path, { copyOf: request.weights });
  return [...files, await planYoloJson(request, weights.path)];
}

/** The weights' path in the folder, where they are or will be. */
async function weightsIn({
  folder,
  weights,
}: ScaffoldRequest): Promise<{ path: string; copied: boolean }> {
  const inside = await isReallyInside(folder, weights).catch(() => false);
  const way = relative(folder, weights);
  if (inside && !way.startsWith('..')) return { path: way.split(sep).join('/'), copied: false };
  const found = await stat(weights).catch(() => undefined);
  if (!found?.isFile()) {
    throw new ScaffoldError('not-a-file', sentence('There are no weights at {0}.', shown(weights)));
  }
  return { path: `${MODELS}/${basename(weights)}`, copied: true };
}

async function planYoloJson(request: ScaffoldRequest, weights: string): Promise<PlannedFile> {
  const { folder, project, name, entry } = request;
  const path = 'yolo.json';
  const before = await readFile(join(folder, path), 'utf8').catch(() => undefined);
  if (before !== undefined && parseYoloJson(before).value === undefined) {
    throw new ScaffoldError(
      'broken-yolo-json',
      sentence('yolo.json has errors, so nothing can be added to it; correct them first.'),
    );
  }
  const base = before ?? emptyYoloJson(project);
  const has = parseYoloJson(base).value?.models[entry.model]?.weights === weights;
  const text = addDeployment(base, { name, entry, ...(!has && { model: { weights } }) });
  if (parseYoloJson(text).value === undefined) {
    throw new ScaffoldError(
      'broken-yolo-json',
      sentence(
        'With “{0}” yolo.json would not be valid; choose another name or port.',
        shown(name),
      ),
    );
  }
  const content = { text };
  const state = await stateOf(folder, path, content);
  return { path, content, ...state, state: state.state === 'exists' ? 'extended' : state.state };
}
