import type { ChartUser, COLOUR_COUNT } from '../monitorProtocol.ts';

/**
 * Colours that people with any colour vision tell apart (Paul Tol's "bright" and "vibrant" schemes),
 * each readable on light and on dark.
 */
const COLOURS = [
  '#4477aa',
  '#ee7733',
  '#228833',
  '#cc3377',
  '#66ccee',
  '#ccbb44',
  '#9970ab',
  '#009988',
] as const satisfies { readonly length: typeof COLOUR_COUNT };

/** Colours and fonts of the theme that a canvas needs. */
export interface ChartStyle {
  readonly font: string;
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly warning: string;
  readonly focus: string;
  readonly highContrast: boolean;
}

/** Reads the theme's variables; to be read again when the theme changes. */
export function readStyle(): ChartStyle {
  const style = getComputedStyle(document.body);
  const value = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  const foreground = value('--vscode-foreground', style.color);
  return {
    font: value('--vscode-font-family', 'sans-serif'),
    foreground,
    muted: value('--vscode-descriptionForeground', foreground),
    background: style.backgroundColor,
    warning: value('--vscode-editorWarning-foreground', '#cca700'),
    focus: value('--vscode-focusBorder', foreground),
    highContrast: document.body.className.includes('high-contrast'),
  };
}

/** The colour of a user, and how much of it is seen. */
export function colourOf(user: ChartUser | undefined, style: ChartStyle): [string, number] {
  if (user === undefined) return [style.muted, 0.25];
  switch (user.colour) {
    case 'unattributed':
      return [style.muted, 0.25];
    case 'other':
      return [style.muted, 0.5];
    default:
      return [COLOURS[user.colour % COLOURS.length] as string, 0.9];
  }
}
