import { runCommand } from './palette.ts';
import { type VsCodeWindow, workbenchReady } from './vsCodeWindow.ts';

/**
 * Reloads the window and waits until it is back. By the command, not the browser's own reload: only
 * the command has VS Code write down first what the editors remember.
 */
export async function reloadWindow(window: VsCodeWindow): Promise<void> {
  let loaded = false;
  const gone = window.page.waitForEvent('domcontentloaded').then(() => {
    loaded = true;
  });
  await runCommand(window, 'Developer: Reload Window', () => loaded);
  await gone;
  await workbenchReady(window.page);
}
