import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sentence } from '../../text/sentence.ts';
import { ScaffoldError } from './scaffoldError.ts';

/** What an image computes on; a template has a Dockerfile for each that it can do. */
export type Device = 'cpu' | 'gpu';

/** Names of Dockerfiles by device. */
const DOCKERFILES: Readonly<Record<Device, string>> = { cpu: 'Dockerfile', gpu: 'Dockerfile.cuda' };

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
        const devices = (['cpu', 'gpu'] as const).filter((device) =>
          files.includes(DOCKERFILES[device]),
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
 * and what the builder may see.
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
  const names = [DOCKERFILES[device], '.dockerignore'];
  const read = async (name: string): Promise<[string, string]> => [
    name,
    await readFile(join(templates, stack, name), 'utf8'),
  ];
  return new Map(await Promise.all(names.map(read)));
}
