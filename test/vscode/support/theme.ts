import { pick, runCommand } from './palette.ts';
import { tryPatiently } from './patience.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';
import { webview } from './webview.ts';

/** The tests' own code knows no document. */
const TWO_FRAMES =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** The themes that everything is looked at in. */
export const THEMES = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;

export type Theme = (typeof THEMES)[number];

/** What VS Code's list of themes calls it, the class that its workbench then has, and what webviews are told. */
const NAMES: Record<Theme, readonly [name: string, className: string, kind: string]> = {
  light: ['Light Modern', 'vs', 'vscode-light'],
  dark: ['Dark Modern', 'vs-dark', 'vscode-dark'],
  'high-contrast': ['Dark High Contrast', 'hc-black', 'vscode-high-contrast'],
  'high-contrast-light': ['Light High Contrast', 'hc-light', 'vscode-high-contrast-light'],
};

/** Switches the colour theme as a person does and waits until the window has it. */
export async function useTheme(window: VsCodeWindow, theme: Theme): Promise<void> {
  const [name, className, kind] = NAMES[theme];
  const attempt = async (timeout: number): Promise<void> => {
    await runCommand(window, 'Preferences: Color Theme');
    // A list that was opened before the themes were known does not get them any more.
    await pick(window, name, timeout);
    await window.page.locator(`.monaco-workbench.${className}`).waitFor({ timeout });
  };
  await tryPatiently(attempt, () => window.page.keyboard.press('Escape'));
  const webviews = await window.page.locator('iframe.webview.ready:visible').count();
  for (let place = 0; place < webviews; place++) {
    const body = webview(window, place).locator(`body[data-vscode-theme-kind="${kind}"]`);
    await body.waitFor();
    // What it draws itself, it draws in the frames after it was told. One that draws nothing may be
    // a document without scripts, in which no frame is ever reported.
    if ((await body.locator('canvas').count()) > 0) await body.evaluate(TWO_FRAMES);
  }
}
