import { format } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import type { Manifest } from './manifest.ts';
import type { Target } from './target.ts';
import { PackageError } from './verify.ts';

/**
 * Packs a folder that was laid out for a platform into a file, as .vscodeignore there says.
 * @throws PackageError when vsce has something to say against it.
 */
export async function createPackage(
  folder: string,
  file: string,
  manifest: Manifest,
  target: Target,
): Promise<void> {
  const { log, warn } = console;
  const warnings: string[] = [];
  // It would praise the temporary file.
  console.log = () => undefined;
  console.warn = (...words) => warnings.push(format(...words));
  try {
    await createVSIX({
      cwd: folder,
      packagePath: file,
      target: target.name,
      useYarn: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: manifest['repository'] !== undefined,
    });
  } finally {
    console.log = log;
    console.warn = warn;
  }
  if (warnings.length > 0) throw new PackageError(warnings.join('\n'));
}
