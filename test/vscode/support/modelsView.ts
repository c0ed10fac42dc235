import type { Locator } from 'playwright-core';
import { exactly } from './exactly.ts';
import { chooseInMenu } from './explorer.ts';
import { runCommand } from './palette.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Opens the Models view and finds a file in it by its name. */
export async function revealInModels(window: VsCodeWindow, file: string): Promise<Locator> {
  // A folder of this name in the explorer is another thing.
  const view = window.page.locator('.pane-header .title', { hasText: exactly('Models') });
  if (!(await view.first().isVisible())) await runCommand(window, 'View: Show YOLO');
  const tree = window.page.locator('.sidebar [role="tree"]');
  return tree.getByRole('treeitem').filter({ hasText: file }).first();
}

/** Right-clicks a file in the Models view and chooses an entry of its menu. */
export async function chooseInModels(
  window: VsCodeWindow,
  file: string,
  menuEntry: string,
): Promise<void> {
  const attempt = async (stepMs: number): Promise<void> => {
    await (await revealInModels(window, file)).click({ button: 'right', timeout: stepMs });
    await chooseInMenu(window, menuEntry, stepMs);
  };
  await tryPatiently(attempt, () => window.page.keyboard.press('Escape'));
}

/** The status bar's item with the current model. */
export function modelStatus({ page }: VsCodeWindow): Locator {
  return page.locator('.statusbar-item[id$="yolo.model"]');
}
