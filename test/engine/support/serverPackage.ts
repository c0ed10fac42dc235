import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { serverBundle } from '../../../scripts/server/bundle.ts';
import { temporaryFolder } from '../../../scripts/vscode/temporaryFolder.ts';

const FILES = ['server.js', 'package.json', 'package-lock.json'];

/** The server as images hold it, from the sources as they are now; by file name. */
export async function serverPackage(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = temporaryFolder('server');
  const outfile = join(folder, 'server.js');
  await build({ ...serverBundle(), minify: true, outfile, logLevel: 'silent' });
  return new Map(FILES.map((name) => [name, readFileSync(join(folder, 'container', name))]));
}
