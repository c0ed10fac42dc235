import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { ROOT } from './paths.ts';

/**
 * Packages that the extension loads when it first needs them. Each becomes a file of its own beside
 * `extension.cjs`, so that activation does not read them.
 */
const PACKAGES = [
  '@balena/dockerignore',
  'dockerfile-ast',
  'dockerode',
  'protobufjs',
  'tar-stream',
] as const;

const fileOf = (name: string): string => name.replace(/^@/, '').replace('/', '-');

/** In the extension's bundle: imports of these packages become imports of their own files. */
export const lazyPackages: Plugin = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
      if (!(PACKAGES as readonly string[]).includes(path)) return undefined;
      if (kind !== 'dynamic-import') {
        return { errors: [{ text: `${path} is loaded lazily: use "await import(…)".` }] };
      }
      return { path: `./lib/${fileOf(path)}.cjs`, external: true };
    });
  },
};

/** dockerode reads descriptions of BuildKit's messages from beside itself. */
const copyProtocol: Plugin = {
  name: 'copy-protocol',
  setup(build) {
    build.onEnd(() => {
      const from = join(ROOT, 'node_modules', 'dockerode', 'lib', 'proto');
      cpSync(from, join(String(build.initialOptions.outdir), 'proto'), { recursive: true });
    });
  },
};

/** How the lazy packages are bundled. @param folder of `extension.cjs`. */
export function lazyPackageBundle(folder: string): BuildOptions {
  return {
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'error',
    entryPoints: PACKAGES.map((name) => ({ in: name, out: fileOf(name) })),
    outdir: join(folder, 'lib'),
    outExtension: { '.js': '.cjs' },
    sourcemap: false,
    // Optional native parts of the SSH client, which is not used: the system's ssh is.
    external: ['cpu-features', './crypto/build/Release/sshcrypto.node'],
    plugins: [copyProtocol],
  };
}
