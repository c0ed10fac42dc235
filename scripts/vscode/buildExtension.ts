import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { runProgram } from './runProgram.ts';

/** Bundles the extension, its server and its webviews as `npm run build` does. */
export async function buildExtension(): Promise<void> {
  await runProgram(process.execPath, [join(ROOT, 'esbuild.mjs')], { quiet: true });
}
