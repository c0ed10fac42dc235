import { ensureEngineMeans } from '../engine/engineMeans.ts';
import { ensureStandIn } from '../engine/standIn.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runNodeTier } from './nodeTier.ts';
import type { TierResult } from './tier.ts';

/** Installs a Docker Engine where there is none, then runs the tests that need a real one. */
export async function runEngineTier(only: string | undefined): Promise<TierResult> {
  try {
    await ensureEngineMeans();
    await ensureStandIn();
  } catch (error) {
    if (!(error instanceof MeansError)) throw error;
    return { passed: 0, failed: 0, skipped: 1, notes: [`skipped: ${error.message}`] };
  }
  // Each file has an engine of its own; builds and servers use every core.
  return runNodeTier('test/engine/**/*.test.ts', only, 1);
}
