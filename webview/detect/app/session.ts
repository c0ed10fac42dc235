import type {
  Detection,
  Failure,
  PictureItem,
  PictureSource,
  RunSnapshot,
  TargetItem,
} from '../../protocol.ts';
import type { Mark, Scene } from '../logic/marks.ts';
import { type ClassName, classNames, type Found } from '../logic/objects.ts';
import type { Verdict } from '../logic/verdicts.ts';
import type { Size } from '../logic/viewport.ts';
import { type Labels, NO_LABELS } from '../logic/yoloLabels.ts';
import { type Preferences, STANDARD } from './preferences.ts';

/** The picture on the stage. */
export interface Shown {
  readonly id: string;
  /** May have fewer pixels than the picture. Undefined for what nobody can decode. */
  readonly bitmap: ImageBitmap | undefined;
  /** Of the picture, in its own pixels. */
  readonly size: Size | undefined;
  readonly labels: { readonly text: string; readonly name: string } | null;
}

/** What one target says about the picture. */
export type Side =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly since: number }
  | {
      readonly kind: 'answered';
      readonly picture: string;
      readonly detection: Detection;
      readonly objects: readonly Found[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type Answered = Extract<Side, { kind: 'answered' }>;

const IDLE: Side = { kind: 'idle' };

/** Everything that the panel shows now. Whoever changes a field says so with `changed()`. */
export class Session {
  pictures: readonly PictureItem[] = [];
  complete = false;
  source: PictureSource | null = null;
  /** The picture that was asked for; `shown` follows once it is decoded. */
  current: string | null = null;
  /** Revision of the host's newest wish to show a picture. */
  wish = 0;
  shown: Shown | undefined;
  pictureFailure: Failure | undefined;
  /** When opening the picture began, while it lasts. */
  openingSince: number | undefined;
  targets: readonly TargetItem[] | undefined;
  /** Revision of the newest choice for all panels; null before any was told. */
  forAll: number | null = null;
  /** The target whose place another one takes while it cannot be used. */
  lost: { readonly id: string; readonly label: string } | null = null;
  left: Side = IDLE;
  right: Side = IDLE;
  /** Answers to the picture before, which stay with it for as long as it is still on the stage. */
  readonly previous: { left?: Answered; right?: Answered } = {};
  run: RunSnapshot | null = null;
  preferences: Preferences = STANDARD;
  hiddenVerdicts: ReadonlySet<Verdict> = new Set();
  hover: string | undefined;
  selected: string | undefined;
  truths: readonly Found[] = [];
  /** The label file, as far as the model's classes allow. */
  labels: Labels = NO_LABELS;
  scene: Scene = { panes: [[]], rows: [], counts: {} };
  /** One sentence about what just happened, such as "Copied." */
  notice = '';

  readonly #listeners: (() => void)[] = [];
  #scheduled = false;

  /** Calls back once before the next paint after any change. */
  subscribe(listener: () => void): void {
    this.#listeners.push(listener);
  }

  changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** The answered side, where its answer is for the picture on the stage. */
  answer(side: 'left' | 'right'): Answered | undefined {
    const value = this[side];
    if (value.kind !== 'answered' && value.kind !== 'asking') return undefined;
    const known = value.kind === 'answered' ? [value, this.previous[side]] : [this.previous[side]];
    return known.find((answered) => answered?.picture === this.shown?.id);
  }

  /** Size of the picture: its own, or what the answer says where the browser cannot decode it. */
  get size(): Size | undefined {
    const shape = this.answer('left')?.detection.image.shape;
    return this.shown?.size ?? (shape && { height: shape[0] ?? 1, width: shape[1] ?? 1 });
  }

  /** Whether the answer is a list of classes for the whole picture. */
  get classifying(): boolean {
    return this.answer('left')?.detection.model.task === 'classify';
  }

  /** The names by which classes are filtered and counted. */
  get className(): ClassName {
    const answers = [this.answer('left'), this.comparing ? this.answer('right') : undefined];
    return classNames(answers.map((answer) => answer?.detection.model.labels ?? []));
  }

  /** Whether objects have the colours of verdicts now, and not those of their classes. */
  get judging(): boolean {
    return Object.keys(this.scene.counts).length > 0;
  }

  /** Whether two targets are compared. */
  get comparing(): boolean {
    return this.preferences.other !== null;
  }

  target(id: string | null): TargetItem | undefined {
    return this.targets?.find((target) => target.id === id);
  }

  /** Place of the current picture in the list, −1 while it is not there. */
  get index(): number {
    return this.pictures.findIndex(({ id }) => id === this.current);
  }

  /** The mark that is selected, or else the one under the pointer. */
  get emphasised(): Mark | undefined {
    const key = this.hover ?? this.selected;
    return this.scene.rows.find((mark) => mark.key === key);
  }
}
