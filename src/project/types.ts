import type { Node } from 'jsonc-parser';
import { type Sentence, sentence } from '../text/sentence.ts';
import { type Findings, replaceWith } from './findings.ts';
import type { Path } from './problem.ts';

/** The types that values in `yolo.json` have. */
export type Type = 'object' | 'array' | 'string' | 'integer';

const EXPECTED: Readonly<Record<Type, Sentence>> = {
  object: sentence('Only an object can stand here; write one: {…}.'),
  array: sentence('Only a list can stand here; write one: […].'),
  string: sentence('Only text can stand here; write it in quotes.'),
  integer: sentence('Only a whole number can stand here; write it without quotes or fraction.'),
};

/** Notes a value of another type; whether it has the right one. */
export function checkType(
  { node, path }: { readonly node: Node; readonly path: Path },
  type: Type,
  findings: Findings,
): boolean {
  if (type === 'integer' ? Number.isSafeInteger(node.value) : node.type === type) return true;
  const meant = type === 'integer' ? meantInteger(node) : undefined;
  const fix = meant === undefined ? undefined : replaceWith(node, meant);
  findings.add(node, path, { code: 'wrong-type', message: EXPECTED[type], fix });
  return false;
}

/** The number in a text such as `"5000"`. */
function meantInteger({ value }: Node): number | undefined {
  return typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : undefined;
}
