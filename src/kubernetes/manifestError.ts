import { SentenceError } from '../text/sentenceError.ts';

/** A project of which no manifests can be made. */
export class ManifestError extends SentenceError {}
