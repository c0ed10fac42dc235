import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  type SyntaxKind,
} from 'jsonc-parser';
import { sentence } from '../text/sentence.ts';
import type { Findings } from './findings.ts';

/** No file that a person keeps is larger, in UTF-16 code units. */
const LONGEST = 2 ** 20;

/** The parser calls itself for each level, so a hostile file could exhaust the stack. */
const DEEPEST = 16;

// Values of jsonc-parser's constant enumeration, which type stripping cannot read.
const OPEN: readonly SyntaxKind[] = [1, 3];
const CLOSE: readonly SyntaxKind[] = [2, 4];
const END: SyntaxKind = 17;

/**
 * Reads JSON with comments and trailing commas into a tree with positions. Keys stay plain text in
 * it, so that `__proto__` is a name like others.
 * @returns undefined when there is nothing to look into; the findings say why.
 */
export function syntaxTree(text: string, findings: Findings): Node | undefined {
  const start = { offset: 0, length: Math.min(1, text.length) };
  if (text.length > LONGEST) {
    const message = sentence(
      'This file is larger than {0} KiB, so it is not read; keep only names, models and deployments in it.',
      LONGEST / 1024,
    );
    findings.add(start, [], { code: 'too-large', message });
    return undefined;
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const message = sentence(
      'Values are nested deeper than {0} levels here, so the file is not read; remove what does not belong into it.',
      DEEPEST,
    );
    findings.add({ offset: deep, length: 1 }, [], { code: 'too-deep', message });
    return undefined;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  for (const { error, offset, length } of errors) {
    const message = sentence(
      'This is not JSON ({0}), so the file cannot be used; correct it here.',
      printParseErrorCode(error),
    );
    findings.add({ offset, length }, [], { code: 'syntax', message });
  }
  return tree;
}

/** Where nesting passes the bound; undefined when it never does. */
function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); token !== END; token = scanner.scan()) {
    if (OPEN.includes(token)) depth++;
    else if (CLOSE.includes(token)) depth--;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return undefined;
}
