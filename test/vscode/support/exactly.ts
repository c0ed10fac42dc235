/** A pattern for this text and nothing else; `after` may follow it. */
export function exactly(text: string, after = ''): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${after}$`);
}
