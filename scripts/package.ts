/**
 * Makes a package of the extension (VSIX) for each platform asked for, looks into it, and prints what
 * it weighs. Nothing is left behind where one fails, and a package that was there stays.
 */
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Archive } from './package/archive.ts';
import { PackageUsageError, packageHelp, readPackageArguments } from './package/arguments.ts';
import { bundleForShipping } from './package/bundle.ts';
import { createPackage } from './package/createPackage.ts';
import { type Manifest, readManifest, shippedManifest } from './package/manifest.ts';
import { installNativePackages } from './package/nativePackages.ts';
import { largestParts, megabytes } from './package/report.ts';
import { stageFiles } from './package/stage.ts';
import { hostName, type Target } from './package/target.ts';
import { testPackage } from './package/testPackage.ts';
import { tryOut } from './package/tryOut.ts';
import { PackageError, verifyPackage } from './package/verify.ts';
import { ROOT } from './paths.ts';
import { atExit } from './vscode/atExit.ts';
import { MeansError } from './vscode/meansError.ts';
import { temporaryFolder } from './vscode/temporaryFolder.ts';

const OUT = join(ROOT, 'out');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const request = readPackageArguments(args);
    if (request === 'help') {
      console.log(packageHelp());
      return 0;
    }
    const manifest = shippedManifest(readManifest());
    const stage = temporaryFolder('package');
    const bundles = await bundleForShipping(stage);
    stageFiles(stage, manifest);
    for (const target of request.targets) await makePackage(stage, manifest, bundles, target);
    if (request.test) await testPackage(packageFile(manifest, hostName()));
    return 0;
  } catch (error) {
    if (error instanceof PackageUsageError) {
      console.error(error.message);
      return 2;
    }
    if (!(error instanceof MeansError || error instanceof PackageError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function packageFile({ name, version }: Manifest, platform: string): string {
  return join(OUT, `${name}-${platform}-${version}.vsix`);
}

async function makePackage(
  stage: string,
  manifest: Manifest,
  bundles: readonly string[],
  target: Target,
): Promise<void> {
  await installNativePackages(stage, manifest, target);
  mkdirSync(OUT, { recursive: true });
  const file = packageFile(manifest, target.name);
  const unfinished = `${file}.unfinished-${process.pid}`;
  const forget = atExit(() => rmSync(unfinished, { force: true }));
  try {
    await createPackage(stage, unfinished, manifest, target);
    const archive = new Archive(unfinished);
    verifyPackage(archive, { manifest, target, bundles }, [stage]);
    if (target.name === hostName()) await tryOut(archive, temporaryFolder('unpacked'));
    renameSync(unfinished, file);
    const size = megabytes(statSync(file).size);
    console.log(`${relative(ROOT, file)}: ${size}, ${archive.entries.length} files`);
    console.log(largestParts(archive.entries));
  } finally {
    rmSync(unfinished, { force: true });
    forget();
  }
}
