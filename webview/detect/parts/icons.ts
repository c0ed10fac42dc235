const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a 16 × 16 grid, drawn for this panel. */
const PATHS = {
  previous: 'M10 3 5 8l5 5',
  next: 'm6 3 5 5-5 5',
  minus: 'M3.5 8h9',
  plus: 'M3.5 8h9M8 3.5v9',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  actual: 'M2.500 5 4.500 3.500v9M11 5l2-1.500v9M8 6v.01M8 10v.01',
  again: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.2v2.6h-2.6',
  more: 'M8 2.5v7M5 6.8l3 3 3-3M2.5 10.5v3h11v-3',
  swap: 'M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.500 8 4 10.500 6.500 13',
  close: 'm4 4 8 8M12 4l-8 8',
  play: 'M5 3.2v9.600L12.500 8z',
  warning: 'M8 2.500 14.300 13.500H1.700zM8 6.500v3.500M8 11.500v.5',
  picture: 'M2 3h12v10H2zM2 11l3.500-3.500 3 3 2-2L14 12M10.500 6h.01',
  broken: 'M2 3h12v3.500l-2.500 2 2 2-2 2.500H2zM2 11l3.500-3.500 2.500 2.500M5.500 5.500h.01',
  none: 'M3 5.500V3h2.500M10.500 3H13v2.500M13 10.500V13h-2.500M5.500 13H3v-2.500M6 8h4',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon in the colour of the text around it; its button carries the name. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
