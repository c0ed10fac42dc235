import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../bundles.ts';
import { ROOT } from '../paths.ts';
import { thirdPartyNotices } from './notices.ts';

/**
 * Builds the bundles as they ship into a folder, with the licences of what went into them.
 * Resolves with their paths in it.
 */
export async function bundleForShipping(folder: string): Promise<string[]> {
  const options = bundles({ production: true, folder: join(folder, 'dist') });
  const results = await Promise.all(
    options.map((bundle) => build({ ...bundle, metafile: true, logLevel: 'warning' })),
  );
  const metafiles = results.map(({ metafile }) => metafile);
  writeFileSync(join(folder, 'ThirdPartyNotices.txt'), thirdPartyNotices(metafiles));
  const files = metafiles.flatMap(({ outputs }) => Object.keys(outputs));
  return files.map((file) => relative(folder, resolve(ROOT, file)).replaceAll('\\', '/'));
}
