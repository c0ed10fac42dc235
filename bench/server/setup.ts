import type { ModelAnswer } from '../../src/contract/schema/model.ts';
import type { Subject } from './subject.ts';

/** Families that the hand-written loop decodes. */
const FAMILIES = ['v5', 'v8', 'end2end'] as const;
type HandFamily = (typeof FAMILIES)[number];

/** What a baseline needs to know; travels as JSON on its command line. */
export interface Setup {
  readonly model: string;
  readonly image: string;
  /** Size of the network's input in pixels. */
  readonly width: number;
  readonly height: number;
  readonly family: HandFamily;
  /** Number of classes. */
  readonly classes: number;
  /** Whether sharp ignores the picture's colour profile; it converts by default. */
  readonly ignoreIcc: boolean;
}

/**
 * Takes from the server what a person would have looked up.
 * @throws Error for models that the hand-written loop cannot run.
 */
export function baselineSetup({ model, image }: Subject, answer: ModelAnswer): Setup {
  const family = FAMILIES.find((name) => name === answer.family);
  if (answer.task !== 'detect' || family === undefined) {
    throw new Error(
      `The hand-written loop runs detectors of the families ${FAMILIES.join(', ')}, but this is ${answer.family} (${answer.task}); give another --model.`,
    );
  }
  const { width, height, type, channels } = answer.input;
  if (type !== 'float32' || channels !== 3) {
    throw new Error(
      `The hand-written loop feeds three channels of float32, not ${channels} of ${type}; give another --model.`,
    );
  }
  return { model, image, width, height, family, classes: answer.labels.length, ignoreIcc: false };
}
