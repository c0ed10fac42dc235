import { type FormattingOptions, findNodeAtLocation, parseTree } from 'jsonc-parser';

/** What may follow the last member on its line: a comma, and a comment that belongs to it. */
const REST = /^[ \t]*(,?)[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n)/;

/**
 * A text with one more member at the end of an object of the root, in lines of its own. Unlike
 * jsonc-parser's `modify` it leaves the member before as it is, with the comment behind it.
 * @returns undefined where the object is missing, empty, on one line, or has the key already.
 */
export function insertMember(
  text: string,
  group: string,
  key: string,
  value: object,
  { insertSpaces, tabSize, eol }: Required<FormattingOptions>,
): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const members = root && findNodeAtLocation(root, [group])?.children;
  const last = members?.at(-1);
  if (!members || last === undefined) return undefined;
  if (members.some(({ children }) => children?.[0]?.value === key)) return undefined;
  const lineStart = text.lastIndexOf('\n', last.offset) + 1;
  const margin = text.slice(lineStart, last.offset);
  const end = last.offset + last.length;
  const rest = REST.exec(text.slice(end));
  if (rest === null || /\S/.test(margin)) return undefined;
  const unit = insertSpaces ? ' '.repeat(tabSize) : '\t';
  const written = inLines(value, unit).replaceAll('\n', `${eol}${margin}`);
  const [line, comma] = rest;
  const after = end + line.length;
  const before = text.slice(0, end) + (comma === '' ? ',' : '') + text.slice(end, after);
  // A file with a comma behind the last member keeps that habit.
  return `${before}${eol}${margin}${JSON.stringify(key)}: ${written}${comma}${text.slice(after)}`;
}

/** One key stays on its line; more get a line each. */
function inLines(value: object, unit: string): string {
  const keys = Object.entries(value);
  const [only] = keys;
  if (only && keys.length === 1)
    return `{ ${JSON.stringify(only[0])}: ${JSON.stringify(only[1])} }`;
  return JSON.stringify(value, undefined, unit);
}
