import type { Locator } from 'playwright-core';
import { chooseInMenu } from './explorer.ts';
import { runCommand } from './palette.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Opens the YOLO container, in which the Deployments view comes first. */
export async function openDeployments(window: VsCodeWindow): Promise<void> {
  await runCommand(window, 'YOLO: Focus on Deployments View');
}

/** A row of the Deployments view, by what a screen reader says of it. */
export function deploymentRow({ page }: VsCodeWindow, says: string | RegExp): Locator {
  return page.locator('.sidebar').getByRole('treeitem', { name: says }).first();
}

/** Right-clicks a row and chooses an entry of its menu. */
export async function chooseInRow(
  window: VsCodeWindow,
  says: string | RegExp,
  menuEntry: string,
): Promise<void> {
  const attempt = async (stepMs: number): Promise<void> => {
    await deploymentRow(window, says).click({ button: 'right', timeout: stepMs });
    await chooseInMenu(window, menuEntry, stepMs);
  };
  await tryPatiently(attempt, () => window.page.keyboard.press('Escape'));
}
