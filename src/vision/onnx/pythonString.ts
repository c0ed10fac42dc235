const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  // A backslash at the end of a line joins it with the next.
  '\n': '',
  // JSON only; Python writes a backslash before a slash as two.
  '/': '/',
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const OCTAL = /[0-7]{1,3}/y;

/**
 * Reads the Python or JSON string that begins with a quote at `start`, triple quotes included.
 *
 * @returns the text and the offset behind the closing quote.
 * @throws {SyntaxError} when it does not end or holds an impossible escape.
 */
export function pythonString(text: string, start: number): { value: string; end: number } {
  const quote = text[start] ?? '';
  const triple = text.startsWith(quote.repeat(3), start);
  const close = triple ? quote.repeat(3) : quote;
  let value = '';
  let at = start + close.length;
  let plain = at;
  for (;;) {
    const character = text[at];
    if (character === undefined || (character === '\n' && !triple)) {
      throw new SyntaxError('string without end');
    }
    if (text.startsWith(close, at)) {
      return { value: value + text.slice(plain, at), end: at + close.length };
    }
    if (character !== '\\') {
      at++;
      continue;
    }
    const escaped = readEscape(text, at + 1);
    value += text.slice(plain, at) + escaped.value;
    at = escaped.end;
    plain = at;
  }
}

/** Reads what follows a backslash. An unknown escape keeps its backslash, as in Python. */
function readEscape(text: string, at: number): { value: string; end: number } {
  const letter = text[at] ?? '';
  const known = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (known !== undefined) return { value: known, end: at + 1 };
  OCTAL.lastIndex = at;
  const octal = OCTAL.exec(text)?.[0];
  if (octal !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(octal, 8)), end: at + octal.length };
  }
  const digits = Object.hasOwn(HEX_DIGITS, letter) ? HEX_DIGITS[letter] : undefined;
  if (digits === undefined) return { value: `\\${letter}`, end: at + letter.length };
  const hex = text.slice(at + 1, at + 1 + digits);
  const code = Number.parseInt(hex, 16);
  if (hex.length < digits || !/^[\da-f]+$/i.test(hex) || code > 0x10ffff) {
    throw new SyntaxError('escape without a character');
  }
  return { value: String.fromCodePoint(code), end: at + 1 + digits };
}
