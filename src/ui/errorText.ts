import { SentenceError } from '../text/sentenceError.ts';
import { withoutLinks } from './messageText.ts';
import { sentenceText } from './sentenceText.ts';

/** The sentence of an error, for people: in their language where it has one, with what to do. */
export function errorText(error: unknown): string {
  // Names of files and what programs say stand in it.
  return withoutLinks(plainText(error));
}

function plainText(error: unknown): string {
  if (error instanceof SentenceError) {
    const { what, fix } = error;
    return fix ? `${sentenceText(what)} ${sentenceText(fix)}` : sentenceText(what);
  }
  return error instanceof Error ? error.message : String(error);
}
