import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import type { Manifest } from './manifest.ts';

/** What a package is made from, besides what is built and installed; .vscodeignore chooses in it. */
const COPIED = [
  '.vscodeignore',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'l10n',
  'media',
  'samples',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];

/** Lays out in an empty folder what is neither built nor installed. */
export function stageFiles(folder: string, manifest: Manifest): void {
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
