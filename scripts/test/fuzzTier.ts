import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import type { TierResult } from './tier.ts';

/** The fuzzing script's exit code for "could not run here". */
const SKIPPED = 77;

/** Fuzzes the server through its OpenAPI document: one test, a finding fails it. */
export async function runFuzzTier(): Promise<TierResult> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'fuzz-openapi.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code === SKIPPED) {
    return { passed: 0, failed: 0, skipped: 1, notes: [output.trim().split('\n').at(-1) ?? ''] };
  }
  const failed = code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0, notes: [] };
}
