import type { Locator } from 'playwright-core';
import { exactly } from './exactly.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** Commands appear in the palette once the extension host has told the window of them. */
const ATTEMPTS = 10;

/** The entry of an open quick pick whose label is exactly this. */
function entry({ page }: VsCodeWindow, label: string): Locator {
  // Its name goes on with the key binding, or with "recently used".
  const name = exactly(label, '(, .*)?');
  return page.locator('.quick-input-widget:visible').getByRole('option', { name }).first();
}

/** Opens the palette with F1 and runs a command by its whole title, such as "YOLO: Show Log". */
export async function runCommand(window: VsCodeWindow, title: string): Promise<void> {
  const { page } = window;
  const input = page.locator('.quick-input-widget:visible input');
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('F1');
    await input.fill(`>${title}`);
    try {
      await entry(window, title).click({ timeout: 2_000 });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Types the label of an entry into the quick pick that is open, and chooses it. */
export async function pick(window: VsCodeWindow, label: string): Promise<void> {
  await window.page.locator('.quick-input-widget:visible input').fill(label);
  await entry(window, label).click();
}
