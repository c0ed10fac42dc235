import { LOG_LEVELS, type LogEntry, type LogLevel } from './logEntry.ts';

/** Characters that one log keeps; what is older is forgotten, some of it at once. */
const MOST_CHARACTERS = 1_000_000;
const KEPT_CHARACTERS = 750_000;

/** The newest entries of a log. */
export class LogBuffer {
  readonly #most: number;
  readonly #kept: number;
  #entries: LogEntry[] = [];
  #characters = 0;

  constructor(most = MOST_CHARACTERS, kept = KEPT_CHARACTERS) {
    this.#most = most;
    this.#kept = kept;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#characters += entry.text.length + 1;
    if (this.#characters <= this.#most) return;
    let first = 0;
    while (this.#characters > this.#kept && first < this.#entries.length - 1) {
      this.#characters -= (this.#entries[first]?.text.length ?? 0) + 1;
      first += 1;
    }
    this.#entries = this.#entries.slice(first);
  }

  /** Whether there is no entry of whatever level. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** The entries of at least that level, and those that tell none; each on a line of its own. */
  text(least: LogLevel): string {
    const rank = LOG_LEVELS.indexOf(least);
    return this.#entries
      .filter(({ level }) => level === undefined || LOG_LEVELS.indexOf(level) >= rank)
      .map(({ text }) => `${text}\n`)
      .join('');
  }
}
