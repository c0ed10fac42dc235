import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { ROOT } from '../paths.ts';
import { lazyChunks } from './lazyChunks.ts';

/** Packages were written for CommonJS: what they expect of their surroundings. */
const COMMON_JS = [
  "import { createRequire as $createRequire } from 'node:module';",
  'const require = $createRequire(import.meta.url), __dirname = import.meta.dirname;',
].join('\n');

/** Optional parts of dockerode's SSH client, which is not used: the system's ssh is. */
export const OPTIONAL_NATIVE = ['cpu-features', './crypto/build/Release/sshcrypto.node'];

/** dockerode reads descriptions of BuildKit's messages from beside itself. */
const copyProtocol: Plugin = {
  name: 'copy-protocol',
  setup(build) {
    build.onEnd(() => {
      if (build.initialOptions.write === false) return;
      const from = join(ROOT, 'node_modules', 'dockerode', 'lib', 'proto');
      const to = join(String(build.initialOptions.outdir), 'chunks', 'proto');
      cpSync(from, to, { recursive: true });
    });
  },
};

/**
 * How the extension is bundled: what activation needs into `extension.js` and one chunk, and whatever
 * the sources load by `await import(…)` into chunks of its own, which are read when they are needed.
 */
export function extensionBundle(folder: string): BuildOptions {
  return {
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: COMMON_JS },
    entryPoints: { extension: 'src/extension.ts' },
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    external: ['vscode', ...OPTIONAL_NATIVE],
    // Its main file asks for its parts in a way that no bundler sees.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    plugins: [lazyChunks(join(ROOT, 'src', 'extension.ts')), copyProtocol],
  };
}
