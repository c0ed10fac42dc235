import { inEnglish, type Sentence } from './sentence.ts';

/** A failure that can be told to people in their language; its `message` is the same in English. */
export class SentenceError extends Error {
  /** What happened. */
  readonly what: Sentence;
  /** What to do about it, where that is known. */
  readonly fix: Sentence | undefined;

  constructor(what: Sentence, fix?: Sentence, options?: ErrorOptions) {
    super(fix ? `${inEnglish(what)} ${inEnglish(fix)}` : inEnglish(what), options);
    this.name = 'SentenceError';
    this.what = what;
    this.fix = fix;
  }
}
