import * as vscode from 'vscode';
import { LocalServerError } from '../../deployment/local/localServerError.ts';

/**
 * The error in the user's language. What a server says of a model stays as it is, and so does an
 * abort.
 */
export function explainLocalServer(error: unknown, file: string): unknown {
  if (!(error instanceof LocalServerError)) return error;
  const sentence = sentenceOf(error, file);
  return sentence === error.message ? error : new Error(sentence, { cause: error });
}

function sentenceOf({ reason, message }: LocalServerError, file: string): string {
  switch (reason) {
    case 'model-unusable':
      return message;
    case 'model-missing':
      return vscode.l10n.t(
        '{0} is no longer there or cannot be read: restore it, or select another model.',
        file,
      );
    case 'crashing':
      return vscode.l10n.t(
        'The local server of {0} keeps ending unexpectedly and is not restarted again by itself: the log says how it ended.',
        file,
      );
    case 'slow-start':
      return vscode.l10n.t(
        'The local server did not become ready with {0} in time: the log says how far it came.',
        file,
      );
    case 'not-started':
      return vscode.l10n.t('The local server of {0} could not be started: {1}', file, message);
    case 'ended':
      return vscode.l10n.t('The local server of {0} has been stopped.', file);
  }
}
