import type { Sentence } from '../text/sentence.ts';

/** What a problem is about; stable, for tests and for whoever treats one kind apart. */
export type ProblemCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  | 'syntax'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'bad-name'
  | 'same-name'
  | 'bad-value'
  | 'bad-vram'
  | 'bad-port'
  | 'privileged-port'
  | 'bad-replicas'
  | 'bad-image'
  | 'bad-weights'
  | 'unknown-model'
  | 'port-clash'
  | 'image-clash'
  | 'vram-on-cpu'
  | 'stack-weights'
  | 'weights-missing'
  | 'weights-not-file'
  | 'weights-outside'
  | 'no-such-card'
  | 'budget-exceeds-card';

/** Keys and indexes that lead from the root to a value. */
export type Path = readonly (string | number)[];

/** An edit of the text that does away with a problem. */
export interface Fix {
  readonly title: Sentence;
  /** What is replaced, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Something in `yolo.json` that is wrong, and where. */
export interface Problem {
  /** A file with an error is not used; with a warning it is. */
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  /** One sentence: what is wrong, why, and what to do. */
  readonly message: Sentence;
  readonly path: Path;
  /** The place in the text, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly fix?: Fix;
}
