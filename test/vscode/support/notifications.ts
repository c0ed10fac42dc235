import type { Locator } from 'playwright-core';
import { runCommand } from './palette.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

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
  const attempt = async (timeout: number): Promise<void> => {
    await open();
    await found.waitFor({ timeout });
  };
  const renew = async (): Promise<void> => {
    // The list keeps in sight what is selected in it, and then not what is new above.
    if (await center.isVisible()) await runCommand(window, 'Notifications: Hide Notifications');
  };
  await tryPatiently(attempt, renew);
  return found;
}
