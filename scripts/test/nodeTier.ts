import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ROOT } from '../paths.ts';
import type { TierResult } from './tier.ts';

/** A test file that hangs is ended after this many milliseconds. */
const FILE_TIMEOUT_MS = 15 * 60_000;

/**
 * Runs test files with Node's own runner, each in a process of its own, and counts their tests.
 * @param concurrency files at once. Servers under test use every core themselves.
 */
export async function runNodeTier(
  pattern: string,
  only: string | undefined,
  concurrency = 2,
): Promise<TierResult> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: ROOT })) files.push(join(ROOT, file));
  let [passed, failed, skipped] = [0, 0, 0];
  const reasons = new Set<string>();
  const stream = run({
    files: files.sort(),
    cwd: ROOT,
    concurrency,
    timeout: FILE_TIMEOUT_MS,
    ...(only !== undefined && { testNamePatterns: [new RegExp(only)] }),
  });
  stream.on('test:pass', ({ details, skip }) => {
    if (details.type === 'suite' && !skip) return;
    if (skip) {
      skipped++;
      if (typeof skip === 'string') reasons.add(skip);
    } else {
      passed++;
    }
  });
  stream.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') failed++;
  });
  const reporter = stream.compose(new spec());
  reporter.pipe(process.stdout);
  await new Promise((resolve) => reporter.on('end', resolve));
  return { passed, failed, skipped, notes: [...reasons].map((reason) => `skipped: ${reason}`) };
}
