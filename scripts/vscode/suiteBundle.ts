import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../paths.ts';

/** Inside the project, so that it finds the project's Mocha. */
const FILE = join(ROOT, '.cache', 'vscode', 'suite.cjs');

/**
 * Bundles every suite into one CommonJS file, which is what an extension host runs; resolves with
 * its path. Suites are required inside a function, after Mocha is ready for them.
 */
export async function bundleSuites(): Promise<string> {
  const suites: string[] = [];
  for await (const file of glob('test/vscode/suite/**/*.test.ts', { cwd: ROOT })) suites.push(file);
  const contents = `
    const { runSuites } = require('./test/vscode/support/runSuites.ts');
    exports.run = () => runSuites(() => {
      ${suites
        .sort()
        .map((file) => `require('./${file.replaceAll('\\', '/')}');`)
        .join('\n')}
    });`;
  await build({
    stdin: { contents, resolveDir: ROOT, sourcefile: 'suites.js' },
    outfile: FILE,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    keepNames: true,
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
    // Its main file asks for its parts in a way that no bundler sees.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  });
  return FILE;
}
