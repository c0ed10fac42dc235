/** A sentence for people that is not yet in their language: English, with `{0}` … for what varies. */
export interface Sentence {
  readonly text: string;
  readonly args: readonly Blank[];
}

/** What goes into a blank: as it is, or a sentence of its own. */
type Blank = string | number | Sentence;

/**
 * Makes a sentence; whoever shows it translates it.
 * @param text English, always a literal, because the translations are found by it.
 */
export function sentence(text: string, ...args: readonly Blank[]): Sentence {
  return { text, args };
}

/** Two sentences, one after the other. */
export function bothSentences(first: Sentence, second: Sentence | undefined): Sentence {
  return second ? sentence('{0} {1}', first, second) : first;
}

/** The sentence in English. */
export function inEnglish({ text, args }: Sentence): string {
  return text.replace(/\{(\d+)\}/g, (blank, index: string) => {
    const filling = args[Number(index)] ?? blank;
    return typeof filling === 'object' ? inEnglish(filling) : String(filling);
  });
}
