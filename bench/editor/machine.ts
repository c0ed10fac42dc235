import { ensureChromium } from '../../scripts/vscode/chromium.ts';
import { ensureServer } from '../../scripts/vscode/installServer.ts';
import type { Machine } from '../server/machine.ts';

/** Above this the figures say more about the neighbours than about the extension. */
const QUIET_BUSY = 0.15;

/** A warning for machines that are not quiet enough. */
export function machineWarning({ busy }: Machine): string | undefined {
  if (busy <= QUIET_BUSY) return undefined;
  const percent = Math.round(busy * 100);
  return `WARNING: other programs use ${percent} % of this machine, before or after. Times are too long.`;
}

/** Installs VS Code and Chromium where they are missing. */
export async function ensureLab(): Promise<void> {
  await ensureChromium();
  await ensureServer();
}
