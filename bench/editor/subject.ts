import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Archive } from '../../scripts/package/archive.ts';
import { readManifest } from '../../scripts/package/manifest.ts';
import { hostName } from '../../scripts/package/target.ts';
import { ROOT } from '../../scripts/paths.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';
import { BenchUsageError } from './arguments.ts';

/** What is measured: the package as people get it. */
export interface Subject {
  /** The package. */
  readonly vsix: string;
  /** Where it is unpacked. */
  readonly folder: string;
  readonly packageBytes: number;
  /** Size of the code that is read before the extension is active. */
  readonly activationBytes: number;
  readonly made: Date;
}

/**
 * The package for this machine, unpacked.
 * @throws BenchUsageError where there is none
 */
export function chooseSubject(named: string | undefined): Subject {
  const { name, version } = readManifest();
  const vsix = named ?? join(ROOT, 'out', `${name}-${hostName()}-${version}.vsix`);
  const stats = statSync(vsix, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new BenchUsageError(
      `There is no package ${relative(ROOT, vsix)}: "npm run package" makes one.`,
    );
  }
  const folder = temporaryFolder('unpacked');
  for (const [file, bytes] of new Archive(vsix).read(() => true)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), bytes);
  }
  const loaded = [...staticImports(join(folder, 'dist', 'extension.js'))];
  const activationBytes = loaded.reduce((sum, file) => sum + statSync(file).size, 0);
  return { vsix, folder, packageBytes: stats.size, activationBytes, made: stats.mtime };
}

/** A bundle and the files that are loaded with it. */
function staticImports(entry: string): Set<string> {
  const files = new Set([entry]);
  // A set hands out what is added while it is walked.
  for (const file of files) {
    const code = readFileSync(file, 'utf8');
    for (const [, path = ''] of code.matchAll(/(?:from|import)"(\.[^"]+\.js)"/g)) {
      files.add(join(dirname(file), path));
    }
  }
  return files;
}
