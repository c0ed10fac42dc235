/** Something that is debugged in this window. */
export interface Debugged {
  /** Ends it: the container is gone, what ran before runs again. */
  end(): Promise<void>;
}

/** What is debugged in this window, so that nothing of it outlives the window. */
export class DebugSessions {
  readonly #going = new Set<Debugged>();

  add(debugged: Debugged): void {
    this.#going.add(debugged);
  }

  delete(debugged: Debugged): void {
    this.#going.delete(debugged);
  }

  async endAll(): Promise<void> {
    await Promise.allSettled([...this.#going].map((debugged) => debugged.end()));
  }
}
