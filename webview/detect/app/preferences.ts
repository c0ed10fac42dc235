import type { SavedState } from '../../protocol.ts';

/** What a person has set; survives hiding, moving and reloading the panel. */
export interface Preferences {
  readonly target: string | null;
  /** The target to compare with. */
  readonly other: string | null;
  readonly layout: 'side' | 'blend';
  /** Over one picture: 0 shows the left target's objects, 1 the right one's, halfway both. */
  readonly fade: number;
  readonly conf: number;
  /** Null leaves NMS to the deployment's own setting until a person moves the slider. */
  readonly iou: number | null;
  /** By name. */
  readonly hiddenClasses: ReadonlySet<string>;
  readonly truth: boolean;
}

export const STANDARD: Preferences = {
  target: null,
  other: null,
  layout: 'side',
  fade: 0.5,
  conf: 0.25,
  iou: null,
  hiddenClasses: new Set(),
  truth: true,
};

/** The preferences of a saved state; a state of another version is none. */
export function preferencesOf(state: SavedState | undefined): Preferences {
  if (state?.version !== 1) return STANDARD;
  const { target, other, layout, fade = STANDARD.fade, conf, iou, hiddenClasses, truth } = state;
  const names = hiddenClasses.filter((name) => typeof name === 'string');
  return { target, other, layout, fade, conf, iou, hiddenClasses: new Set(names), truth };
}
