/**
 * Runs every tier of tests whose means are there or can be installed, and says what was skipped and
 * why.
 * `npm test -- unit server` runs only those; `npm test -- --only PATTERN` only tests of that name.
 */
import { engineMissing } from './engine/engineMeans.ts';
import { runCheckTier } from './test/checkTier.ts';
import { runContractTier } from './test/contractTier.ts';
import { runEngineTier } from './test/engineTier.ts';
import { runFuzzTier } from './test/fuzzTier.ts';
import { conformanceSet } from './test/means.ts';
import { runNodeTier } from './test/nodeTier.ts';
import type { Tier, TierResult } from './test/tier.ts';
import { runVsCodeTier, vsCodeMissing } from './test/vscodeTier.ts';

const TIERS: readonly Tier[] = [
  { name: 'check', run: runCheckTier },
  { name: 'unit', run: (only) => runNodeTier('test/unit/**/*.test.ts', only) },
  { name: 'server', run: (only) => runNodeTier('test/server/**/*.test.ts', only) },
  { name: 'contract', run: runContractTier },
  { name: 'fuzz', run: runFuzzTier },
  {
    name: 'conformance',
    missing: conformanceSet,
    run: (only) => runNodeTier('test/conformance/**/*.test.ts', only),
  },
  { name: 'engine', missing: engineMissing, run: runEngineTier },
  { name: 'vscode', missing: vsCodeMissing, run: runVsCodeTier },
];

const args = process.argv.slice(2);
const at = args.indexOf('--only');
const only = at >= 0 ? args[at + 1] : undefined;
const names = at >= 0 ? args.toSpliced(at, 2) : args;
const unknown = names.filter((name) => !TIERS.some((tier) => tier.name === name));
if (unknown.length > 0) {
  console.error(
    `No tier ${unknown.join(', ')}; there are ${TIERS.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const results: [string, TierResult][] = [];
for (const tier of TIERS) {
  if (names.length > 0 && !names.includes(tier.name)) continue;
  const reason = tier.missing?.();
  if (reason !== undefined) {
    results.push([tier.name, { passed: 0, failed: 0, skipped: 1, notes: [`skipped: ${reason}`] }]);
    continue;
  }
  console.log(`\n── ${tier.name} ──`);
  const start = performance.now();
  const result = await tier.run(only);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  results.push([tier.name, { ...result, notes: [`${seconds} s`, ...result.notes] }]);
}

console.log('\n── summary ──');
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, { passed, failed, skipped, notes }] of results) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log(`${name.padEnd(12)} ${counts.padEnd(36)} ${notes.join('; ')}`);
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
// A run in which nothing was tested has not succeeded.
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
