// Bundles the extension, the inference server and each webview into one file each.
// Flags: --production (minified, no source maps), --watch.
import { rm } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { serverBundle } from './scripts/server/bundle.ts';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const mode = { minify: production, sourcemap: production ? false : 'linked', logLevel: 'info' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...mode,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    legalComments: 'none',
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
  },
  { ...serverBundle(), ...mode },
  {
    ...mode,
    bundle: true,
    platform: 'browser',
    // VS Code 1.100 has Chromium 134.
    target: 'chrome134',
    format: 'esm',
    legalComments: 'none',
    entryPoints: { detect: 'webview/detect/main.ts' },
    outdir: 'dist/webview',
  },
];

await rm('dist', { recursive: true, force: true });
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
