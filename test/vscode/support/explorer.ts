import type { Locator } from 'playwright-core';
import { exactly } from './exactly.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Rows outside the visible part do not exist; this many turns of the wheel reach the end. */
const TURNS = 60;
const TURN_PIXELS = 200;

/** Finds a file or folder of the workspace in the explorer, opening folders on the way. */
export async function revealInExplorer(window: VsCodeWindow, path: string): Promise<Locator> {
  const names = path.split('/');
  for (const name of names.slice(0, -1)) {
    const folder = await row(window, name);
    if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
  }
  return row(window, names.at(-1) ?? path);
}

async function row({ page }: VsCodeWindow, name: string): Promise<Locator> {
  const tree = page.locator('.explorer-folders-view');
  const found = tree
    .getByRole('treeitem')
    .filter({
      has: page.locator('.label-name', { hasText: exactly(name) }),
    })
    .first();
  await tree.waitFor();
  for (let turn = 0; turn < TURNS; turn++) {
    // A fresh tree fills, and a scrolled one draws, within this time.
    await found.waitFor({ timeout: 500 }).catch(() => undefined);
    if (await found.isVisible()) return found;
    await tree.hover();
    // It may be above what is in sight: from the top, everything comes by.
    await page.mouse.wheel(0, turn === 0 ? -TURNS * TURN_PIXELS : TURN_PIXELS);
  }
  throw new Error(`The explorer does not show ${name}`);
}

/** Right-clicks a file or folder in the explorer and chooses an entry of its menu. */
export async function chooseInExplorer(
  window: VsCodeWindow,
  path: string,
  menuEntry: string,
): Promise<void> {
  const file = await revealInExplorer(window, path);
  const attempt = async (): Promise<void> => {
    await file.click({ button: 'right' });
    await chooseInMenu(window, menuEntry);
  };
  await tryPatiently(attempt, () => window.page.keyboard.press('Escape'));
}

/** Clicks on an entry until its menu takes one. */
const CLICKS = 10;

/** Chooses an entry of the menu that is open. */
export async function chooseInMenu({ page }: VsCodeWindow, menuEntry: string): Promise<void> {
  const menu = page.locator('.monaco-menu');
  const item = menu.getByRole('menuitem', { name: menuEntry }).first();
  for (let clicks = 1; ; clicks++) {
    await item.click({ timeout: 2_000 });
    try {
      // A menu ignores a click in its first moments, because it may belong to its opening.
      await menu.first().waitFor({ state: 'hidden', timeout: 500 });
      return;
    } catch (error) {
      if (clicks === CLICKS) throw error;
    }
  }
}
