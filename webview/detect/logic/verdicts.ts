/** How a line is drawn: lengths of its dashes and gaps in widths of the line; none for a whole one. */
export type Dash = readonly number[];

const WHOLE: Dash = [];
const DASHES: Dash = [4, 2.5];
const DASHES_AND_DOTS: Dash = [7, 2, 1, 2];
const DOTS: Dash = [1.5, 1.5];

/** How objects of one verdict are told from others. */
export interface VerdictStyle {
  readonly colour: string;
  readonly dash: Dash;
  /** Stands before the label, in the list and in the legend. */
  readonly sign: string;
}

/**
 * What a comparison with another target or with ground truth says about an object, and how it looks.
 * None of the colours is a class's; what is as it should be has none at all, so that the rest strikes
 * the eye. Colour is never the only sign: lines and labels tell verdicts apart without it.
 */
export const VERDICTS = {
  agreed: { colour: '#ffffff', dash: WHOLE, sign: '=' },
  onlyLeft: { colour: '#ff3d7f', dash: DASHES_AND_DOTS, sign: '◂' },
  onlyRight: { colour: '#b07cff', dash: DASHES, sign: '▸' },
  classDiffers: { colour: '#00e0e0', dash: DOTS, sign: '≠' },
  hit: { colour: '#ffffff', dash: WHOLE, sign: '✓' },
  falseAlarm: { colour: '#ff3d7f', dash: DASHES_AND_DOTS, sign: '✗' },
  miss: { colour: '#b07cff', dash: DASHES, sign: '○' },
} as const satisfies Record<string, VerdictStyle>;

export type Verdict = keyof typeof VERDICTS;

/** Whether a verdict is what a comparison is made for, rather than what goes without saying. */
export function isRemarkable(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && verdict !== 'agreed' && verdict !== 'hit';
}
