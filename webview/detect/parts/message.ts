import type { IconName } from './icons.ts';

/** One state of the stage that is not simply the picture with its objects. */
export interface Message {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  /** Buttons, the most useful first. */
  readonly actions: readonly { readonly label: string; run(): void }[];
  /** Whether it stands on the picture, at its foot, instead of in its place. */
  readonly small: boolean;
}
