import { createVSIX } from '@vscode/vsce';
import type { Manifest } from './manifest.ts';
import type { Target } from './target.ts';

/** Packs a folder that was laid out for a platform into a file, as .vscodeignore there says. */
export async function createPackage(
  folder: string,
  file: string,
  manifest: Manifest,
  target: Target,
): Promise<void> {
  const { log } = console;
  // It would praise the temporary file; its warnings take another way.
  console.log = () => undefined;
  try {
    await createVSIX({
      cwd: folder,
      packagePath: file,
      target: target.name,
      useYarn: false,
      allowMissingRepository: true,
      // Links of the README are completed once the manifest says where the project is published.
      rewriteRelativeLinks: manifest['repository'] !== undefined,
    });
  } finally {
    console.log = log;
  }
}
