import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { ROOT } from '../paths.ts';
import { containerManifest } from '../server/containerPackage.ts';

/**
 * How the GPU exporter and its thread become a file each, with a manifest and lock file for `npm ci`
 * of its native package: a folder that an image is built from.
 * @param folder of `extension.cjs`; it goes into `exporter/` there.
 */
export function exporterBundle(folder: string): BuildOptions {
  return {
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    legalComments: 'none',
    entryPoints: { exporter: 'src/exporter/entry.ts', nvmlWorker: 'src/gpu/nvml/nvmlWorker.ts' },
    outdir: join(folder, 'exporter'),
    external: ['koffi'],
    plugins: [containerManifest({ name: 'yolo-dock-gpu-exporter', packages: ['koffi'] })],
  };
}
