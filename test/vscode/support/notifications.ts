import type { Locator } from 'playwright-core';
import { runCommand } from './palette.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/**
 * The notification with these words, in the notification center: in a VS Code that is driven by
 * tests none pops up.
 */
export async function notification(window: VsCodeWindow, words: RegExp): Promise<Locator> {
  const center = window.page.locator('.notifications-center.visible');
  if (!(await center.isVisible())) {
    await runCommand(window, 'Notifications: Show Notifications');
    await center.waitFor();
  }
  const found = center.locator('.notification-list-item').filter({ hasText: words }).first();
  await found.waitFor();
  return found;
}
