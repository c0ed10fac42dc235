import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The project's own version, and those in which it uses packages. */
export function readVersions(): {
  readonly version: string;
  readonly of: (names: readonly string[]) => Record<string, string>;
} {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const all = { ...manifest.devDependencies, ...manifest.dependencies };
  const of = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, all[name] ?? '*']));
  return { version: manifest.version, of };
}
