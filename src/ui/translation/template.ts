/** A sentence with blanks, by which the same sentence with its blanks filled is recognised. */
export class Template {
  readonly text: string;
  /** What stands before, between and behind the blanks. */
  readonly #fixed: readonly string[];
  /** The numbers of the blanks, in the order of their places. */
  readonly #blanks: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#fixed = text.split(/\{\d\}/);
    this.#blanks = [...text.matchAll(/\{(\d)\}/g)].map(([, number]) => Number(number));
  }

  /**
   * What fills the blanks, by their numbers; undefined for another sentence. Takes the first place
   * for each fixed part, so that hostile messages take no time.
   */
  match(message: string): readonly string[] | undefined {
    const [first = '', ...others] = this.#fixed;
    if (this.#blanks.length === 0) return message === this.text ? [] : undefined;
    const last = others.pop() ?? '';
    if (!message.startsWith(first) || !message.endsWith(last)) return undefined;
    const end = message.length - last.length;
    const filled: string[] = [];
    let at = first.length;
    for (const [i, blank] of this.#blanks.entries()) {
      const next = others[i];
      const until = next === undefined ? end : message.indexOf(next, at);
      if (until < at || until + (next?.length ?? 0) > end) return undefined;
      filled[blank] = message.slice(at, until);
      at = until + (next?.length ?? 0);
    }
    return filled;
  }
}
