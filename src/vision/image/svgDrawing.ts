/** Bytes of the beginning in which the root element is looked for. */
const HEAD_BYTES = 64 * 1024;

/** Byte order marks as bytes, with how the text behind them is read; names in XML are ASCII. */
const MARKS = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'latin1' },
  { mark: [0xff, 0xfe], encoding: 'utf16le' },
] as const;

/** What may stand before the root element of XML, with what ends it. */
const PROLOGUE = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const;

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/** Whether a word begins at the offset and ends there too: `<svg>`, not `<svgx>`. */
function hasWord(text: string, word: string, at: number): boolean {
  return text.startsWith(word, at) && !/[\w.-]/.test(text[at + word.length] ?? ' ');
}

/**
 * Whether bytes are an SVG drawing: their root element or document type is `svg`, behind whatever
 * editors write before it (byte order mark, declaration, comments). Every byte is looked at once.
 */
export function isSvgDrawing(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  const known = MARKS.find(({ mark }) => mark.every((byte, index) => head[index] === byte));
  const text = head.toString(known?.encoding ?? 'latin1', known?.mark.length ?? 0).toLowerCase();
  let at = 0;
  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++;
    const skipped = PROLOGUE.find(([open]) => text.startsWith(open, at));
    if (skipped === undefined) break;
    const [open, close] = skipped;
    const end = text.indexOf(close, at + open.length);
    if (end < 0) return false;
    at = end + close.length;
  }
  if (!hasWord(text, '<!doctype', at)) return hasWord(text, '<svg', at);
  at += '<!doctype'.length;
  while (isSpace(text.charCodeAt(at))) at++;
  return hasWord(text, 'svg', at);
}
