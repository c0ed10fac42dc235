/**
 * Ten colours that people with any colour vision tell apart: Okabe and Ito's ("Color Universal
 * Design", 2008) without black, and three of Tol's light ones. They mark things on photographs, so
 * they do not follow the theme.
 */
const COLOURS = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#d55e00',
  '#cc79a7',
  '#0072b2',
  '#bbcc33',
  '#ffaabb',
  '#aaaaaa',
] as const;

/** The colour of a class, the same in every picture. */
export function classColour(classId: number): string {
  return COLOURS[classId % COLOURS.length] as string;
}

/** Black or white, whichever reads better on a colour (W3C relative luminance). */
export function textOn(colour: string): '#000000' | '#ffffff' {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000000' : '#ffffff';
}
