import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { SUITES_BEGIN } from '../../../scripts/vscode/suitesBegin.ts';

/** Longer than anything takes on a slow machine, shorter than a person's patience. */
const TEST_TIMEOUT_MS = 30_000;

/**
 * Runs in the extension host: lets `load` define the suites, runs them, and leaves their counts in
 * the file that YOLO_SUITE_RESULT names. Rejects when a test failed, as VS Code expects.
 */
export async function runSuites(load: () => void): Promise<void> {
  const { YOLO_SUITE_ONLY: only, YOLO_SUITE_RESULT: file } = process.env;
  const mocha = new Mocha({
    ui: 'tdd',
    color: true,
    timeout: TEST_TIMEOUT_MS,
    ...(only !== undefined && { grep: new RegExp(only) }),
  });
  // What Mocha does before it loads a file itself: `suite` and `test` now mean this run.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  load();
  // biome-ignore lint/suspicious/noConsole: the extension host's console is the way out of it.
  console.log(SUITES_BEGIN);
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once('end', () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      const counts = { passed: passes, failed: failures, skipped: pending };
      if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
    });
  });
  if (failed > 0) throw new Error(`${failed} of the suites' tests failed`);
}
