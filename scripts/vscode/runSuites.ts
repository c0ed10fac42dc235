import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { ROOT, SAMPLES } from '../paths.ts';
import type { TierResult } from '../test/tier.ts';
import { desktopForTests } from './desktop.ts';
import { bundleSuites } from './suiteBundle.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { writeSettings } from './userSettings.ts';

/** Runs the Mocha suites in an extension host with a copy of the sample workspace open. */
export async function runSuites(only: string | undefined): Promise<TierResult> {
  const folder = temporaryFolder('suites');
  const [workspace, userData, result] = ['parts', 'user-data', 'result.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  cpSync(SAMPLES, workspace, { recursive: true });
  writeSettings(userData);
  const desktop = await desktopForTests();
  const profile = [`--user-data-dir=${userData}`, `--extensions-dir=${join(folder, 'extensions')}`];
  const standIn = desktop === undefined ? [join(ROOT, 'scripts', 'vscode', 'standIn.ts')] : [];
  const where = desktop ?? "VS Code's server, in place of a desktop VS Code";
  console.log(`Suites in ${where}`);
  let failure: string | undefined;
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? process.execPath,
      launchArgs: [...standIn, workspace, ...profile],
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: await bundleSuites(),
      extensionTestsEnv: {
        YOLO_SUITE_RESULT: result,
        ...(only !== undefined && { YOLO_SUITE_ONLY: only }),
      },
    });
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) throw error;
    failure = error.message;
  }
  if (!existsSync(result)) {
    console.error(`The suites did not finish: ${failure ?? 'no result was written'}`);
    return { passed: 0, failed: 1, skipped: 0, notes: [] };
  }
  const counts = JSON.parse(readFileSync(result, 'utf8')) as Omit<TierResult, 'notes'>;
  // A window that dies after its last test has failed too.
  const failed = Math.max(counts.failed, failure === undefined ? 0 : 1);
  return { ...counts, failed, notes: [] };
}
