import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { exporterBundle } from './exporter/bundle.ts';
import { extensionBundle, OPTIONAL_NATIVE } from './extension/bundle.ts';
import { ROOT } from './paths.ts';
import { serverBundle } from './server/bundle.ts';
import { debugSources } from './server/debugSources.ts';

export interface BundleMode {
  /** Minified, without source maps. */
  readonly production: boolean;
  /** Where the files go. */
  readonly folder: string;
}

/** How the extension, the inference server and each webview become what ships. */
export function bundles({ production, folder }: BundleMode): BuildOptions[] {
  const mode: BuildOptions = {
    absWorkingDir: ROOT,
    minify: production,
    sourcemap: production ? false : 'linked',
  };
  const alone = (entryPoints: Record<string, string>, external: string[]): BuildOptions => ({
    ...mode,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    entryPoints,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    external,
  });
  return [
    { ...extensionBundle(folder), ...mode },
    // Programs of one file beside the extension: a thread of it, and one that outlives it.
    alone({ nvmlWorker: 'src/gpu/nvml/nvmlWorker.ts' }, ['koffi']),
    alone({ afterDebug: 'src/deployment/debug/afterDebug.ts' }, OPTIONAL_NATIVE),
    { ...serverBundle(), ...mode, outfile: join(folder, 'server.js') },
    { ...exporterBundle(folder), ...mode, sourcemap: false },
    { ...debugSources(folder), absWorkingDir: ROOT },
    {
      ...mode,
      bundle: true,
      platform: 'browser',
      // VS Code 1.100 has Chromium 134.
      target: 'chrome134',
      format: 'esm',
      legalComments: 'none',
      entryPoints: { detect: 'webview/detect/main.ts', monitor: 'webview/monitor/main.ts' },
      outdir: join(folder, 'webview'),
    },
  ];
}
