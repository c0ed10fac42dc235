import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { exactly } from './exactly.ts';
import { runCommand } from './palette.ts';
import { PATIENCE_MS, tryPatiently } from './patience.ts';
import { keepScreenshot } from './screenshot.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Rows outside the visible part do not exist; a turn of the wheel brings some of them. */
const TURN_PIXELS = 200;
/** Further than any list of a flow reaches. */
const FAR_PIXELS = 100_000;
/** A person who misses a file for this long has the explorer read again. */
const DOUBT_MS = 20_000;
/** A scrolled list is drawn within this time; a starved machine needs more, and is given it. */
const DRAWN_MS = 250;
const LATE_MS = 4_000;

/** Finds a file or folder of the workspace in the explorer, opening folders on the way. */
export async function revealInExplorer(window: VsCodeWindow, path: string): Promise<Locator> {
  const names = path.split('/');
  for (const name of names.slice(0, -1)) {
    const folder = await row(window, name);
    if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
  }
  return row(window, names.at(-1) ?? path);
}

async function row(window: VsCodeWindow, name: string): Promise<Locator> {
  const { page } = window;
  const tree = page.locator('.explorer-folders-view');
  const rows = tree.getByRole('treeitem');
  const label = page.locator('.label-name', { hasText: exactly(name) });
  const found = rows.filter({ has: label }).first();
  await tree.waitFor();
  const began = performance.now();
  let doubt = began + DOUBT_MS;
  for (
    let drawn = DRAWN_MS;
    performance.now() < began + PATIENCE_MS;
    drawn = Math.min(2 * drawn, LATE_MS)
  ) {
    const appears = () =>
      found.waitFor({ timeout: drawn }).then(
        () => true,
        () => false,
      );
    if (await appears()) return found;
    await tree.hover();
    // It may be above what is in sight: from the top, everything comes by.
    await page.mouse.wheel(0, -FAR_PIXELS);
    for (let before: string[] = []; ; ) {
      if (await appears()) return found;
      const now = await rows.allTextContents();
      // This is the end, or nothing new is drawn yet.
      if (isDeepStrictEqual(now, before)) break;
      before = now;
      await page.mouse.wheel(0, TURN_PIXELS);
    }
    if (performance.now() < doubt) continue;
    doubt = performance.now() + DOUBT_MS;
    await keepScreenshot(window, `failed/explorer without ${name}`);
    await runCommand(window, 'Refresh Explorer');
    // Keys move a list that the wheel does not.
    await tree.getByRole('tree').first().press('Home');
  }
  const shown = await rows.allTextContents();
  throw new Error(`The explorer does not show ${name}, only ${shown.join(', ') || 'nothing'}`);
}

/** Right-clicks a file or folder in the explorer and chooses an entry of its menu. */
export async function chooseInExplorer(
  window: VsCodeWindow,
  path: string,
  menuEntry: string,
): Promise<void> {
  const file = await revealInExplorer(window, path);
  const attempt = async (stepMs: number): Promise<void> => {
    await file.click({ button: 'right' });
    await chooseInMenu(window, menuEntry, stepMs);
  };
  await tryPatiently(attempt, () => window.page.keyboard.press('Escape'));
}

/** Clicks on an entry until its menu takes one. */
const CLICKS = 10;

/** Chooses an entry of the menu that is open, which must have it within this time. */
export async function chooseInMenu(
  { page }: VsCodeWindow,
  menuEntry: string,
  timeout: number,
): Promise<void> {
  const menu = page.locator('.monaco-menu');
  const item = menu.getByRole('menuitem', { name: menuEntry }).first();
  await item.waitFor({ timeout });
  await item.click({ timeout: LATE_MS });
  for (let clicks = 1; ; clicks++) {
    try {
      // A menu ignores a click in its first moments, because it may belong to its opening.
      await menu.first().waitFor({ state: 'hidden', timeout: 500 });
      return;
    } catch (error) {
      if (clicks === CLICKS) throw error;
    }
    // It may have closed just now: then the click was taken, and there is nothing to click on.
    await item.click({ timeout: LATE_MS }).catch(() => undefined);
  }
}
