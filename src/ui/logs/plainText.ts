/** Sequences that a terminal obeys: commands with their text, and single ones. */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

/**
 * Text of unknown origin as one that shows and does nothing else: no escape sequence, no other
 * control character but tabs, and nothing that turns the direction of reading.
 */
export function plainText(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replace(/(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' ')
    .trimEnd();
}
