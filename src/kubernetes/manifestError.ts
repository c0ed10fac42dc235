import { inEnglish, type Sentence } from '../text/sentence.ts';

/** A project of which no manifests can be made. */
export class ManifestError extends Error {
  readonly sentence: Sentence;

  constructor(sentence: Sentence) {
    super(inEnglish(sentence));
    this.sentence = sentence;
  }
}
