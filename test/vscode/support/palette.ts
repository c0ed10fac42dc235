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

/** The least time that a click on an entry is given. */
const CLICK_MS = 15_000;

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
  const attempt = async (timeout: number): Promise<void> => {
    if (done()) return;
    await page.keyboard.press('F1');
    await input.fill(`>${title}`, { timeout });
    await entry(window, title).waitFor({ timeout });
    // Not hurried: a click that is given up may have had its effect, and be no longer offered. But
    // a palette that closed by itself, as when the window got a new size, never takes one.
    await entry(window, title).click({ timeout: Math.max(timeout, CLICK_MS) });
  };
  const close = async (): Promise<void> => {
    // Where the palette did not open, Escape would mean something else: a walkthrough goes back.
    if (await input.isVisible()) await page.keyboard.press('Escape');
  };
  await tryPatiently(attempt, close);
}

/**
 * Types the label of an entry into the quick pick that is open, and chooses it.
 *
 * @param timeout milliseconds that it may take; a person's patience when left out.
 */
export async function pick(window: VsCodeWindow, label: string, timeout?: number): Promise<void> {
  const within = timeout === undefined ? {} : { timeout };
  await window.page.locator('.quick-input-widget:visible input').fill(label, within);
  await entry(window, label).click(within);
}
