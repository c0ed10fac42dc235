import * as vscode from 'vscode';

/** Turns offsets in a text into lines and characters, as a document of it would. */
export class TextPositions {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    this.#starts = [
      0,
      ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length),
    ];
    this.#length = text.length;
  }

  at(offset: number): vscode.Position {
    const within = Math.min(Math.max(0, offset), this.#length);
    let line = 0;
    for (let step = 2 ** 20; step >= 1; step /= 2) {
      if ((this.#starts[line + step] ?? Number.POSITIVE_INFINITY) <= within) line += step;
    }
    return new vscode.Position(line, within - (this.#starts[line] ?? 0));
  }
}
