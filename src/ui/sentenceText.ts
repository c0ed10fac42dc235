import * as vscode from 'vscode';
import type { Sentence } from '../text/sentence.ts';

/** A sentence in the user's language. */
export function sentenceText({ text, args }: Sentence): string {
  const filled = args.map((one) => (typeof one === 'object' ? sentenceText(one) : one));
  return vscode.l10n.t(text, ...filled);
}
