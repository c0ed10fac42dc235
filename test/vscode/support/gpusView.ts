import { readdirSync, readFileSync } from 'node:fs';
import { after } from 'node:test';
import type { Locator } from 'playwright-core';
import { gpuHostMissing } from '../../gpu-host/buildLibrary.ts';
import { type GpuHost, startGpuHost } from '../../gpu-host/gpuHost.ts';
import type { Scenario } from '../../gpu-host/scenario.ts';
import type { ScenarioName } from '../../gpu-host/scenarios.ts';
import { chooseInMenu } from './explorer.ts';
import type { FlowOptions } from './flow.ts';
import { runCommand } from './palette.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** A simulated GPU host for the flows of one file, and the options with which a window finds it. */
export async function simulatedHost(
  scenario: ScenarioName | Scenario,
): Promise<{ host: GpuHost; options: FlowOptions }> {
  const skip = gpuHostMissing();
  // Nobody looks at it: every flow is skipped.
  if (skip !== undefined) return { host: undefined as never, options: { skip } };
  const host = await startGpuHost(scenario, { load: false });
  after(() => host.dispose());
  return { host, options: { env: () => host.env } };
}

/** Opens the GPUs view. */
export async function openGpus(window: VsCodeWindow): Promise<void> {
  await runCommand(window, 'YOLO: Show GPUs');
}

/** A row of the GPUs view, by what a screen reader says of it. */
export function gpuRow({ page }: VsCodeWindow, says: string | RegExp): Locator {
  const view = page.locator('.sidebar .pane:has(> .pane-header[aria-label^="GPUs"])');
  return view.getByRole('treeitem', { name: says }).first();
}

/** Right-clicks a row and chooses an entry of its menu. */
export async function chooseInGpuRow(
  window: VsCodeWindow,
  says: string | RegExp,
  menuEntry: string,
): Promise<void> {
  const attempt = async (stepMs: number): Promise<void> => {
    await gpuRow(window, says).click({ button: 'right', timeout: stepMs });
    await chooseInMenu(window, menuEntry, stepMs);
  };
  await tryPatiently(attempt, () => window.page.keyboard.press('Escape'));
}

/** Whether a window has the driver of a simulated host open, by what the system says is loaded. */
export function isDriverOpen({ env }: GpuHost): boolean {
  const scenario = `YOLO_DOCK_GPU_SCENARIO=${env['YOLO_DOCK_GPU_SCENARIO']}`;
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (!environment.split('\0').includes(scenario)) return false;
      return readFileSync(`/proc/${pid}/maps`, 'utf8').includes('libnvidia-ml.so.1');
    } catch {
      // It ended just now.
      return false;
    }
  });
}
