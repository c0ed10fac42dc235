import type { Locator } from 'playwright-core';
import { runCommand } from './palette.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** After this long what was not seen may be out of sight. */
const IN_SIGHT_MS = 40_000;

/**
 * The notification with these words, in the notification center: in a VS Code that is driven by
 * tests none pops up.
 */
export async function notification(window: VsCodeWindow, words: RegExp): Promise<Locator> {
  const center = window.page.locator('.notifications-center.visible');
  const found = center.locator('.notification-list-item').filter({ hasText: words }).first();
  const open = async (): Promise<void> => {
    if (await center.isVisible()) return;
    await runCommand(window, 'Notifications: Show Notifications');
    await center.waitFor();
  };
  await open();
  try {
    await found.waitFor({ timeout: IN_SIGHT_MS });
  } catch {
    // The list keeps in sight what is selected in it, and then not what is new above it; and it may have
    // closed meanwhile, as when something else takes the keyboard.
    if (await center.isVisible()) {
      await center.locator('.codicon-notifications-hide').click();
      await center.waitFor({ state: 'hidden' });
    }
    await open();
    await found.waitFor();
  }
  return found;
}
