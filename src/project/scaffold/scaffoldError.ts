import { inEnglish, type Sentence } from '../../text/sentence.ts';

/** Why nothing was scaffolded. */
export type ScaffoldErrorCode =
  | 'no-template'
  | 'outside'
  | 'not-a-file'
  | 'changed-meanwhile'
  | 'broken-yolo-json'
  | 'cannot-write';

/** Nothing was written, or what was written is undone. */
export class ScaffoldError extends Error {
  readonly code: ScaffoldErrorCode;
  readonly sentence: Sentence;

  constructor(code: ScaffoldErrorCode, sentence: Sentence, options?: ErrorOptions) {
    super(inEnglish(sentence), options);
    this.code = code;
    this.sentence = sentence;
  }
}
