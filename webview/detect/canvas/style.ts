/** Colours and fonts of the theme that the canvas needs. */
export interface CanvasStyle {
  readonly font: string;
  readonly foreground: string;
  readonly focus: string;
  readonly highContrast: boolean;
}

/** Reads the theme's variables; call again when the body's class changes. */
export function readStyle(): CanvasStyle {
  const style = getComputedStyle(document.body);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    font: value('--vscode-font-family') || 'sans-serif',
    foreground: value('--vscode-foreground'),
    focus: value('--vscode-focusBorder'),
    highContrast: document.body.className.includes('high-contrast'),
  };
}
