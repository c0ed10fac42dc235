/**
 * Text of unknown origin as Markdown that shows it and does nothing else: no link, no picture that
 * a preview would load, no HTML, no new line.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>()#!|&~:@$^='"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Text of unknown origin as a block that is shown letter by letter. */
export function markdownBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
