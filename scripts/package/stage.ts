import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import type { Manifest } from './manifest.ts';
import { shippedReadme } from './readme.ts';

/** What a package is made from, besides what is built and installed; .vscodeignore chooses in it. */
const COPIED = [
  '.vscodeignore',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'l10n',
  'media',
  'samples',
  'schemas',
  'snippets',
  'templates',
  'CHANGELOG.md',
  'LICENSE',
];

/** Lays out in an empty folder what is neither built nor installed. */
export function stageFiles(folder: string, manifest: Manifest): void {
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  // Where the manifest says where the project is published, vsce completes the links.
  const shipped = manifest['repository'] === undefined ? shippedReadme(readme) : readme;
  writeFileSync(join(folder, 'README.md'), shipped);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
