import { ensureContractPython } from '../python/pythonMeans.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runNodeTier } from './nodeTier.ts';
import type { TierResult } from './tier.ts';

/** One suite against every implementation of the contract; the Python one where it can be had. */
export async function runContractTier(only: string | undefined): Promise<TierResult> {
  try {
    await ensureContractPython();
  } catch (error) {
    // The tests skip it by name.
    if (!(error instanceof MeansError)) throw error;
    console.log(`Without the Python server: ${error.message}`);
  }
  return runNodeTier('test/contract/**/*.test.ts', only);
}
