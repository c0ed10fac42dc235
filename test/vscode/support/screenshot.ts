import { join } from 'node:path';
import { ROOT } from '../../../scripts/paths.ts';
import { THEMES, useTheme } from './theme.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

const FOLDER = join(ROOT, '.cache', 'screenshots');

/** Keeps a picture of the window under this name; resolves with its path. */
export async function keepScreenshot({ page }: VsCodeWindow, name: string): Promise<string> {
  const path = join(FOLDER, `${name.replaceAll(/[^\w/-]+/g, '-')}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}

/** Keeps a picture of the window in each of the four themes, as `name-theme.png`. */
export async function keepScreenshots(window: VsCodeWindow, name: string): Promise<void> {
  for (const theme of THEMES) {
    await useTheme(window, theme);
    await keepScreenshot(window, `${name}-${theme}`);
  }
}
