import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sentence } from '../../text/sentence.ts';
import { ScaffoldError } from './scaffoldError.ts';

/** What an image computes on; a template has a Dockerfile for each that it can do. */
export type Device = 'cpu' | 'gpu';

/**
 * Name of a stack's Dockerfile in a folder. The stacks have different ones, because a workspace may
 * deploy several; the Python ones compute on both with one.
 */
export function dockerfileOf(stack: string, device: Device): string {
  if (stack === 'onnx') return device === 'cpu' ? 'Dockerfile' : 'Dockerfile.cuda';
  return `Dockerfile.${stack}`;
}

/** TensorRT computes on GPUs alone. */
function canDo(stack: string, device: Device): boolean {
  return stack !== 'tensorrt' || device === 'gpu';
}

/** A folder of templates. */
export interface StackTemplate {
  readonly name: string;
  readonly devices: readonly Device[];
}

/** The stacks that have templates, by name; none where the folder does not exist. */
export async function listStacks(templates: string): Promise<readonly StackTemplate[]> {
  const entries = await readdir(templates, { withFileTypes: true }).catch(() => []);
  const stacks = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const files = await readdir(join(templates, name));
        const devices = (['cpu', 'gpu'] as const).filter(
          (device) => files.includes(dockerfileOf(name, device)) && canDo(name, device),
        );
        return { name, devices };
      }),
  );
  return stacks
    .filter(({ devices }) => devices.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The files that a stack puts into a workspace, by their path in it: the Dockerfile of the device,
 * what the builder may see, and the server's sources where a person may own them.
 * @throws ScaffoldError where the extension has no such template.
 */
export async function templateFiles(
  templates: string,
  stack: string,
  device: Device,
): Promise<ReadonlyMap<string, string>> {
  const known = (await listStacks(templates)).find(({ name }) => name === stack);
  if (!known?.devices.includes(device)) {
    throw new ScaffoldError(
      'no-template',
      sentence('There is no template of the stack “{0}” for this device.', stack),
    );
  }
  const dockerfile = dockerfileOf(stack, device);
  const files = new Map<string, string>();
  const names = await readdir(join(templates, stack));
  const own = stack === 'onnx' ? [dockerfile, '.dockerignore'] : names.filter(isOfPython).sort();
  for (const name of own) files.set(name, await readFile(join(templates, stack, name), 'utf8'));
  for (const [path, file] of await pythonServer(templates, stack)) {
    files.set(path, await readFile(file, 'utf8'));
  }
  return files;
}

/** A Dockerfile with its ignore file, and lists of packages. */
function isOfPython(name: string): boolean {
  return /^(?:Dockerfile\.|requirements).+/.test(name);
}

/** Sources of the Python server by their path in a workspace, and where the extension has them. */
export async function pythonServer(
  templates: string,
  stack: string,
): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  if (stack === 'onnx') return sources;
  const root = join(templates, 'python');
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (!entry.isFile() || !/\.(?:py|json)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    sources.set(relative(root, file).split(sep).join('/'), file);
  }
  return new Map([...sources].sort());
}
