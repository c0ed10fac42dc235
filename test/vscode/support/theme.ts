import { pick, runCommand } from './palette.ts';
import type { VsCodeWindow } from './vsCodeWindow.ts';

/** The themes that everything is looked at in. */
export const THEMES = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;

export type Theme = (typeof THEMES)[number];

/** What VS Code's list of themes calls it, and the class that its workbench then has. */
const NAMES: Record<Theme, readonly [name: string, className: string]> = {
  light: ['Light Modern', 'vs'],
  dark: ['Dark Modern', 'vs-dark'],
  'high-contrast': ['Dark High Contrast', 'hc-black'],
  'high-contrast-light': ['Light High Contrast', 'hc-light'],
};

/** Switches the colour theme as a person does and waits until the window has it. */
export async function useTheme(window: VsCodeWindow, theme: Theme): Promise<void> {
  const [name, className] = NAMES[theme];
  await runCommand(window, 'Preferences: Color Theme');
  await pick(window, name);
  await window.page.locator(`.monaco-workbench.${className}`).waitFor();
  // Colours fade over; webviews are told of them a moment later.
  await window.page.waitForTimeout(300);
}
