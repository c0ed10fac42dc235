// Bundles the extension, the inference server and each webview into one file each.
// Flags: --production (minified, no source maps), --watch.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { bundles } from './scripts/bundles.ts';
import { ROOT } from './scripts/paths.ts';

const folder = join(ROOT, 'dist');
const production = process.argv.includes('--production');
const all = bundles({ production, folder }).map((options) => ({ ...options, logLevel: 'info' }));

await rm(folder, { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const options of all) await (await context(options)).watch();
} else {
  await Promise.all(all.map((options) => build(options)));
}
