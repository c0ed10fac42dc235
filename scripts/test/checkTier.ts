import { runChecks } from '../checks.ts';
import type { TierResult } from './tier.ts';

/** The static checks as tests: one each. */
export async function runCheckTier(): Promise<TierResult> {
  const results = await runChecks();
  for (const { name, ok, seconds, output } of results) {
    console.log(`${ok ? '✔' : '✖'} ${name} (${seconds.toFixed(1)} s)`);
    if (!ok) console.log(output);
  }
  const passed = results.filter(({ ok }) => ok).length;
  return { passed, failed: results.length - passed, skipped: 0, notes: [] };
}
