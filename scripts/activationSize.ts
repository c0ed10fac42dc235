/**
 * Holds what VS Code has to read before the extension is active to a size, and to no package of
 * npm: both are easily passed by one static import. Exit code 1 when they are.
 */
import { build } from 'esbuild';
import { activationCode } from './extension/activationCode.ts';
import { extensionBundle } from './extension/bundle.ts';

/** Bytes, minified. */
const MOST = 150_000;

const { metafile } = await build({
  ...extensionBundle('dist'),
  minify: true,
  write: false,
  metafile: true,
  logLevel: 'warning',
});
const { bytes, packages, largest } = activationCode(metafile, 'src/extension.ts');
const kilobytes = (count: number): string => `${(count / 1000).toFixed(1)} kB`;
console.log(`Activation reads ${kilobytes(bytes)} of code; ${kilobytes(MOST)} are allowed.`);
if (packages.length > 0) {
  console.error(`It may read no package, but it reads ${packages.join(', ')}.`);
}
if (bytes > MOST || packages.length > 0) {
  console.error('Load by "await import(…)" what only some command or view needs. The largest:');
  for (const { name, bytes } of largest.slice(0, 12))
    console.error(`  ${kilobytes(bytes)} ${name}`);
  process.exitCode = 1;
}
