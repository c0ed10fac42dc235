/** Where a picture's time can go, in the order in which it passes there. */
export const STAGES = ['preprocess', 'inference', 'postprocess', 'queue', 'http'] as const;
export type Stage = (typeof STAGES)[number];

/** One picture's times in milliseconds. */
export interface Sample {
  /** From the picture's bytes to the finished detections. */
  readonly total: number;
  /** Only the stages that a contestant has. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
}

/** What a contestant did in one turn. */
export interface Turn {
  /** From the first picture's start to the last one's end. */
  readonly seconds: number;
  readonly samples: readonly Sample[];
  /** Objects found in the picture, to see that contestants do the same work; absent for `bare`. */
  readonly objects?: number;
}

/** Something that is measured turn by turn. */
export interface Contestant {
  /** Works for this long, and at least a few pictures. */
  turn(seconds: number): Promise<Turn>;
}

/** Fewest pictures of a turn, however slow the machine. */
export const LEAST_PICTURES = 5;
