/** Gives every container a colour of its own, which it keeps, as does what replaces it. */
export class Colours {
  readonly #count: number;
  readonly #taken = new Map<string, number>();

  /** @param count of colours that there are. */
  constructor(count: number) {
    this.#count = count;
  }

  /**
   * The colours of these names: the same as before; for a new one that of its name's letters, so that
   * it is the same in every window, or the next one that nobody shown has.
   */
  of(names: readonly string[]): number[] {
    const used = new Set(names.flatMap((name) => this.#taken.get(name) ?? []));
    return names.map((name) => {
      const known = this.#taken.get(name);
      if (known !== undefined) return known;
      let colour = hash(name) % this.#count;
      for (let tries = 0; used.has(colour) && tries < this.#count; tries++) {
        colour = (colour + 1) % this.#count;
      }
      this.#taken.set(name, colour);
      used.add(colour);
      return colour;
    });
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return value;
}
