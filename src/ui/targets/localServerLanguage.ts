import { LocalServerError } from '../../deployment/local/localServerError.ts';
import { translated } from '../translation/translated.ts';

/** The same error, with what the server itself said in the user's language. */
export function inTheirLanguage<T>(error: T): T | LocalServerError {
  if (!(error instanceof LocalServerError)) return error;
  const { reason, message } = error;
  const sentence = translated(message);
  return sentence === message ? error : new LocalServerError(reason, sentence, { cause: error });
}
