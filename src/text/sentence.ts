/** A sentence for people that is not yet in their language: English, with `{0}` … for what varies. */
export interface Sentence {
  readonly text: string;
  readonly args: readonly (string | number)[];
}

/**
 * Makes a sentence; whoever shows it translates it.
 * @param text English, always a literal, because the translations are found by it.
 */
export function sentence(text: string, ...args: readonly (string | number)[]): Sentence {
  return { text, args };
}

/** The sentence in English. */
export function inEnglish({ text, args }: Sentence): string {
  return text.replace(/\{(\d+)\}/g, (blank, index: string) => String(args[Number(index)] ?? blank));
}
