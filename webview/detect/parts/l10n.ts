import { sentencesOf } from '../../shared/sentences.ts';
import { ENGLISH } from '../strings.ts';

/** The panel's sentences. */
export const { use: useStrings, t } = sentencesOf(ENGLISH);

/** "1 object", "3 objects". */
export function objectCount(count: number): string {
  return t(count === 1 ? 'count_one' : 'count_many', count);
}
