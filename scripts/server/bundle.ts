import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { ROOT } from '../paths.ts';
import { containerPackage } from './containerPackage.ts';

/**
 * How the inference server becomes one file. Its two native packages stay beside it. Both halves of
 * it (the HTTP server, the workers) are in the file, and each thread evaluates only its own.
 */
export function serverBundle(): BuildOptions {
  return {
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    keepNames: true,
    legalComments: 'none',
    entryPoints: ['src/server/entry.ts'],
    outfile: join(ROOT, 'dist', 'server.js'),
    external: ['sharp', 'onnxruntime-node'],
    plugins: [containerPackage()],
    // CommonJS packages inside an ES module bundle still call require().
    banner: {
      js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
    },
  };
}
