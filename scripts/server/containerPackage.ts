import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { ROOT } from '../paths.ts';

/** What the server needs beside its bundle. */
const NATIVE_PACKAGES = ['onnxruntime-node', 'sharp'];

/** Packages by their place below the root, as a lock file lists them. */
type Places = Record<string, LockedPackage>;

interface LockedPackage {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Places;
}

/**
 * Lays the server out as an npm package of its own in `container/` beside the bundle, each time
 * that it is built: `server.js`, and a manifest and lock file for `npm ci` that name the native
 * packages in the project's versions. This is what an image is built from.
 */
export function containerPackage(): Plugin {
  return {
    name: 'container-package',
    setup({ initialOptions, onEnd }) {
      onEnd(({ errors }) => {
        const { outfile } = initialOptions;
        if (errors.length > 0 || outfile === undefined) return;
        const folder = join(dirname(outfile), 'container');
        mkdirSync(folder, { recursive: true });
        copyFileSync(outfile, join(folder, 'server.js'));
        writeManifest(folder, { name: 'yolo-dock-server', packages: NATIVE_PACKAGES });
      });
    },
  };
}

/** A program that is installed by `npm ci`: its name, and the packages that it needs beside itself. */
interface Installed {
  readonly name: string;
  readonly packages: readonly string[];
}

/** Writes manifest and lock file into the folder that a bundle goes to, each time that it is built. */
export function containerManifest(installed: Installed): Plugin {
  return {
    name: 'container-manifest',
    setup({ initialOptions, onEnd }) {
      onEnd(({ errors }) => {
        const { outdir } = initialOptions;
        if (errors.length === 0 && outdir !== undefined) writeManifest(outdir, installed);
      });
    },
  };
}

function writeManifest(folder: string, installed: Installed): void {
  const { manifest, lock } = manifestOf(installed);
  const write = (name: string, content: object): void =>
    writeFileSync(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
  write('package.json', manifest);
  write('package-lock.json', lock);
}

/** Manifest and lock file, with the packages in the project's versions. */
function manifestOf({ name, packages: needed }: Installed): { manifest: object; lock: object } {
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;
  const { version } = read<{ version: string }>('package.json');
  const { packages, lockfileVersion } = read<Lock>('package-lock.json');
  const dependencies = Object.fromEntries(
    needed.map((one) => [one, packages[`node_modules/${one}`]?.version ?? '']),
  );
  const manifest = {
    name,
    version,
    private: true,
    type: 'module',
    dependencies,
  };
  const kept = closure(packages, needed);
  const lock = {
    name: manifest.name,
    version,
    lockfileVersion,
    requires: true,
    packages: { '': { name: manifest.name, version, dependencies }, ...kept },
  };
  return { manifest, lock };
}

/**
 * The packages that these need, for every platform: npm takes those of the image's own. They keep
 * their places, so that each finds what it found before.
 */
function closure(packages: Places, names: readonly string[]): Places {
  const kept: Places = {};
  const visit = (name: string, from: string): void => {
    const place = resolve(packages, name, from);
    const found = place === undefined ? undefined : packages[place];
    if (place === undefined || found === undefined || place in kept) return;
    kept[place] = found;
    const needed = { ...found.dependencies, ...found.optionalDependencies };
    for (const dependency of Object.keys(needed)) visit(dependency, place);
  };
  for (const name of names) visit(name, '');
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where a package at a place finds another one: below itself, else further up. */
function resolve(packages: Places, name: string, from: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (place in packages) return place;
    if (at === '') return undefined;
  }
}
