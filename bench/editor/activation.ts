import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT, SAMPLES } from '../../scripts/paths.ts';
import { runInExtensionHost } from '../../scripts/vscode/runInExtensionHost.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';
import { writeSettings } from '../../scripts/vscode/userSettings.ts';
import type { ActivationReport } from './activationReport.ts';
import type { Subject } from './subject.ts';
import { timeMain } from './timedMain.ts';

/** Starts VS Code several times, each with a fresh profile, and activates the extension in it. */
export async function measureActivation(
  { folder }: Subject,
  starts: number,
  progress: (step: string) => void,
): Promise<ActivationReport[]> {
  const scratch = temporaryFolder('bench');
  const tests = join(scratch, 'activate.cjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['bench/editor/inExtensionHost.ts'],
    outfile: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  timeMain(folder);
  const file = join(scratch, 'report.json');
  // VS Code's server hands its environment on to extension hosts.
  process.env['YOLO_BENCH_RESULT'] = file;
  const reports: ActivationReport[] = [];
  for (let start = 1; start <= starts; start++) {
    progress(`activation, start ${start} of ${starts}`);
    rmSync(file, { force: true });
    const userData = temporaryFolder('user-data');
    writeSettings(userData);
    const said: unknown[] = [];
    await runInExtensionHost({
      userData,
      extensions: temporaryFolder('extensions'),
      // A folder with a yolo.json would activate the extension before it is asked to.
      folder: join(SAMPLES, 'images'),
      development: folder,
      tests,
      print: (args) => said.push(...args),
    });
    if (!existsSync(file)) throw new Error(`The extension was not activated:\n${said.join('\n')}`);
    reports.push(JSON.parse(readFileSync(file, 'utf8')) as ActivationReport);
  }
  return reports;
}

/** @throws Error when activation brought native code into the extension host. */
export function assertNothingNative(reports: readonly ActivationReport[]): void {
  const native = new Set(reports.flatMap(({ native }) => native));
  if (native.size > 0) {
    throw new Error(`Activation loads native code: ${[...native].join(', ')}`);
  }
}
