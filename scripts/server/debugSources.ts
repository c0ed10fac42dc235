import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { ROOT } from '../paths.ts';
import { readVersions } from './versions.ts';

/** Folders of `src` that the server is made of. */
const FOLDERS = ['contract', 'server', 'vision'];

/** Packages that its sources import, besides the native ones, which every image has. */
const PACKAGES = ['@fastify/multipart', 'fastify', 'prom-client', 'typebox', 'workerpool'];

/** Marks a module that gives a package's names on. */
const WHOLE = 'whole:';

/**
 * What debugging in a container needs, in `debug/` beside the bundles: `server/`, the server's
 * sources as a person gets them, and `packages/`, a file for each package that they import. Node
 * strips their types itself, so a container runs them as they are.
 * @param folder of the bundles.
 */
export function debugSources(folder: string): BuildOptions {
  return {
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    legalComments: 'none',
    minify: true,
    sourcemap: false,
    entryPoints: PACKAGES.map((name) => ({ in: `${WHOLE}${name}`, out: `${name}/index` })),
    outdir: join(folder, 'debug', 'packages'),
    plugins: [wholePackages, copySources],
    // CommonJS packages inside an ES module bundle still call require().
    banner: {
      js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
    },
  };
}

/** Keeps every name that a package exports: of a CommonJS one, a bundler keeps only the default. */
const wholePackages: Plugin = {
  name: 'whole-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${WHOLE}`) }, ({ path }) => ({
      path: path.slice(WHOLE.length),
      namespace: 'whole',
    }));
    onLoad({ filter: /.*/, namespace: 'whole' }, async ({ path }) => {
      const names = Object.keys((await import(path)) as object);
      const from = JSON.stringify(path);
      const common = names.filter((name) => name !== 'default' && name !== 'module.exports');
      const contents = names.includes('module.exports')
        ? `import all from ${from};\nexport default all;\nexport const { ${common.join(', ')} } = all;`
        : [
            `export * from ${from};`,
            names.includes('default') && `export { default } from ${from};`,
          ]
            .filter(Boolean)
            .join('\n');
      return { contents, resolveDir: ROOT };
    });
  },
};

const copySources: Plugin = {
  name: 'copy-sources',
  setup({ initialOptions, onEnd }) {
    onEnd(() => {
      const packages = String(initialOptions.outdir);
      for (const name of PACKAGES) {
        writeJson(join(packages, name, 'package.json'), { type: 'module', exports: './index.js' });
      }
      const server = join(packages, '..', 'server');
      for (const name of FOLDERS) {
        cpSync(join(ROOT, 'src', name), join(server, 'src', name), { recursive: true });
      }
      cpSync(join(ROOT, 'templates', 'server'), server, { recursive: true });
      writeJson(join(server, 'package.json'), serverManifest());
    });
  },
};

/** The manifest of the sources: Node reads `type` in it, the server its version, npm the rest. */
function serverManifest(): object {
  const { version, of } = readVersions();
  return {
    name: 'yolo-server',
    version,
    private: true,
    type: 'module',
    scripts: { start: 'node src/server/entry.ts' },
    engines: { node: '>=22.18' },
    dependencies: of([...PACKAGES, 'onnxruntime-node', 'sharp'].sort()),
    devDependencies: of(['@types/node', 'typescript']),
  };
}

function writeJson(file: string, value: object): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
