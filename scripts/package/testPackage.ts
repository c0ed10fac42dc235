import { runFlows } from '../test/vscodeTier.ts';
import { ensureChromium } from '../vscode/chromium.ts';
import { ensureServer } from '../vscode/installServer.ts';
import { PackageError } from './verify.ts';

/**
 * Installs a package for this machine into a clean VS Code and runs there what a person does with it.
 * @throws PackageError when a flow fails, MeansError when there is no VS Code to be had.
 */
export async function testPackage(file: string): Promise<void> {
  await ensureChromium();
  await ensureServer();
  process.env['YOLO_VSIX'] = file;
  const { passed, failed, skipped } = await runFlows();
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || passed === 0) throw new PackageError('The package did not pass its tests.');
}
