/** Something with an end; VS Code's `Disposable` is one. */
interface Ending {
  dispose(): unknown;
}

/** Ends everything that it was given, newest first; what comes after its own end, at once. */
export class Disposables implements Ending {
  readonly #parts: Ending[] = [];
  #disposed = false;

  add<T extends Ending>(part: T): T {
    if (this.#disposed) part.dispose();
    else this.#parts.push(part);
    return part;
  }

  dispose(): void {
    this.#disposed = true;
    for (const part of this.#parts.splice(0).reverse()) part.dispose();
  }
}
