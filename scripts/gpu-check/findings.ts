/** What was checked, and how it turned out. */
export class Findings {
  readonly #lines: string[] = [];
  #wrong = 0;

  add(what: string, ok: boolean, detail = ''): void {
    if (!ok) this.#wrong++;
    this.#lines.push(`${ok ? '✔' : '✖'} ${what}${detail === '' ? '' : `: ${detail}`}`);
  }

  skip(what: string, why: string): void {
    this.#lines.push(`– ${what} was not checked: ${why}`);
  }

  /** @returns the exit code. */
  print(): number {
    console.log(this.#lines.join('\n'));
    return this.#wrong === 0 ? 0 : 1;
  }
}
