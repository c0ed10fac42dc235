import { buildExtension } from '../vscode/buildExtension.ts';
import { chromiumMissing, ensureChromium } from '../vscode/chromium.ts';
import { ensureServer } from '../vscode/installServer.ts';
import { MeansError } from '../vscode/meansError.ts';
import { runSuites } from '../vscode/runSuites.ts';
import { serverMissing } from '../vscode/serverFiles.ts';
import { runNodeTier } from './nodeTier.ts';
import type { TierResult } from './tier.ts';

/** Why there is no VS Code to test in and none can be installed; undefined when all is well. */
export function vsCodeMissing(): string | undefined {
  return serverMissing() ?? chromiumMissing();
}

/**
 * Runs the flows. Each has an editor, a browser and servers of its own, and alone it spends half its
 * time waiting, so two run at once.
 */
export function runFlows(only?: string): Promise<TierResult> {
  return runNodeTier('test/vscode/flows/**/*.flow.ts', only);
}

/** Installs VS Code where needed, then runs the suites in its extension host and the flows. */
export async function runVsCodeTier(only: string | undefined): Promise<TierResult> {
  try {
    await ensureChromium();
    await ensureServer();
  } catch (error) {
    if (!(error instanceof MeansError)) throw error;
    return { passed: 0, failed: 0, skipped: 1, notes: [`skipped: ${error.message}`] };
  }
  await buildExtension();
  const suites = await runSuites(only);
  const flows = await runFlows(only);
  return {
    passed: suites.passed + flows.passed,
    failed: suites.failed + flows.failed,
    skipped: suites.skipped + flows.skipped,
    notes: [...suites.notes, ...flows.notes],
  };
}
