import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'lazy';

/**
 * Keeps what the entry needs in one chunk. esbuild makes a chunk for each set of entries that need the
 * same modules, so each module shared by the entry and this or that lazy part would be a file to read.
 * But whenever a lazy part is loaded, the entry is there already: saying so, by an import, makes all
 * lazy parts need all that the entry needs.
 */
export function lazyChunks(entry: string): Plugin {
  return {
    name: 'lazy-chunks',
    setup(build) {
      build.onResolve(
        { filter: /.*/ },
        async ({ path, kind, pluginData, importer, resolveDir }) => {
          if (kind !== 'dynamic-import' || pluginData === NAMESPACE) return undefined;
          const options = { kind, importer, resolveDir, pluginData: NAMESPACE };
          const found = await build.resolve(path, options);
          if (found.external || found.errors.length > 0) return found;
          return { path: found.path, namespace: NAMESPACE, pluginData: isPackage(path) };
        },
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, pluginData }) => ({
        contents: lazyModule(entry, path, pluginData === true),
        resolveDir: dirname(path),
      }));
    },
  };
}

function lazyModule(entry: string, path: string, hasDefault: boolean): string {
  const from = JSON.stringify(path);
  return [
    `import ${JSON.stringify(entry)};`,
    // Packages are CommonJS: all they export is in the default, as Node has it, also of those that
    // call themselves ES modules. Our own modules have no default.
    ...(hasDefault
      ? [`import * as all from ${from};`, 'export default all.default ?? all;']
      : [`export * from ${from};`]),
  ].join('\n');
}

function isPackage(path: string): boolean {
  return !path.startsWith('.');
}
