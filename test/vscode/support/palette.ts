import type { Locator } from 'playwright-core';
import { exactly } from './exactly.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** The entry of an open quick pick whose label is exactly this. */
function entry({ page }: VsCodeWindow, label: string): Locator {
  // Its name goes on with the key binding, or with "recently used".
  const name = exactly(label, '(, .*)?');
  return page.locator('.quick-input-widget:visible').getByRole('option', { name }).first();
}

/** One press or click; on a busy machine the palette takes its time to open. */
const STEP_MS = 5_000;

/**
 * Opens the palette with F1 and runs a command by its whole title, such as "YOLO: Show Log".
 *
 * @param done whether the command has had its effect, where that takes the palette itself away.
 */
export async function runCommand(
  window: VsCodeWindow,
  title: string,
  done: () => boolean = () => false,
): Promise<void> {
  const { page } = window;
  const input = page.locator('.quick-input-widget:visible input');
  const attempt = async (): Promise<void> => {
    if (done()) return;
    await page.keyboard.press('F1');
    await input.fill(`>${title}`, { timeout: STEP_MS });
    await entry(window, title).click({ timeout: STEP_MS });
  };
  await tryPatiently(attempt, () => page.keyboard.press('Escape'));
}

/** Types the label of an entry into the quick pick that is open, and chooses it. */
export async function pick(window: VsCodeWindow, label: string): Promise<void> {
  await window.page.locator('.quick-input-widget:visible input').fill(label);
  await entry(window, label).click();
}
