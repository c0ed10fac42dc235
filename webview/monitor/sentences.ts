import { sentencesOf } from '../shared/sentences.ts';
import { ENGLISH } from './strings.ts';

/** The charts' sentences. */
export const { use: useStrings, t } = sentencesOf(ENGLISH);
