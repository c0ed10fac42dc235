import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';

/** The packages that cannot be bundled, because they load native code. */
const NATIVE_PACKAGES: readonly string[] = ['onnxruntime-node', 'sharp', 'koffi'];

/** What the manifest says to developers only. */
const FOR_DEVELOPERS = ['private', 'scripts', 'devDependencies', 'allowScripts'];

/** Everything in package.json; what packaging itself reads has a type. */
export interface Manifest extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The project's manifest. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
}

/** A manifest as it ships: its dependencies are those that are not bundled. */
export function shippedManifest(source: Manifest): Manifest {
  const shipped = Object.entries(source).filter(([key]) => !FOR_DEVELOPERS.includes(key));
  const dependencies = Object.fromEntries(
    Object.entries(source.dependencies).filter(([name]) => NATIVE_PACKAGES.includes(name)),
  );
  return { ...(Object.fromEntries(shipped) as Manifest), dependencies };
}

const FILE = /^(?:\.\/)?((?:[\w-]+\/)*[\w.-]+\.(?:cjs|mjs|js|json|svg|png|jpg|md))$/;

/** Contributions that name a person's files, not the extension's. */
const OF_THE_WORKSPACE: readonly string[] = ['activationEvents', 'filenames', 'fileMatch'];

/** The files that a manifest names, wherever it does. */
export function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string') return FILE.exec(value)?.slice(1) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  const named = Object.entries(value).filter(([key]) => !OF_THE_WORKSPACE.includes(key));
  return named.flatMap(([, inside]) => filesNamedIn(inside));
}
