import * as vscode from 'vscode';
import { OF_FILES } from './ofFiles.ts';
import { OF_MODELS } from './ofModels.ts';
import { OF_PICTURES } from './ofPictures.ts';
import { OF_SERVERS } from './ofServers.ts';
import { PARTS } from './parts.ts';
import { Template } from './template.ts';

/** More is no sentence. */
const LONGEST = 4_000;

const TEMPLATES = [OF_FILES, OF_MODELS, OF_PICTURES, OF_SERVERS]
  .flat()
  .map(({ text }) => new Template(text));
const WORDS: ReadonlySet<string> = new Set(PARTS.map(({ text }) => text));

/** A sentence that is known, and what fills its blanks; undefined for others. */
export function recognised(
  message: string,
): { readonly text: string; readonly filled: readonly string[] } | undefined {
  if (message.length > LONGEST) return undefined;
  for (const template of TEMPLATES) {
    const filled = template.match(message);
    if (filled) return { text: template.text, filled };
  }
  return undefined;
}

/**
 * What a server or a model file's reader says in English, in the user's language. Servers answer
 * programs, in other processes and on other machines, and know nobody's language; so their sentences
 * are recognised. What is not known stays as it is.
 */
export function translated(message: string): string {
  if (vscode.l10n.bundle === undefined) return message;
  const known = recognised(message);
  if (known === undefined) return message;
  const filled = known.filled.map((word) => (WORDS.has(word) ? vscode.l10n.t(word) : word));
  return vscode.l10n.t(known.text, ...filled);
}
