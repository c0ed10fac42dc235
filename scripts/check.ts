/** Runs all static checks side by side and prints what each found. Exit code 1 when one failed. */
import { runChecks } from './checks.ts';

const results = await runChecks();
for (const { name, ok, seconds, output } of results) {
  console.log(`${ok ? '✔' : '✘'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
