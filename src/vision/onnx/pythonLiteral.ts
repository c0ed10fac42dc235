import { pythonString } from './pythonString.ts';

/** A value that Python's `str()` or a JSON writer put into metadata. */
export type Literal = null | boolean | number | string | readonly Literal[] | LiteralMap;
/** A dict or JSON object. Python keys may be numbers; JSON keys are always strings. */
export type LiteralMap = ReadonlyMap<null | boolean | number | string, Literal>;

/** Characters. The names of 20,000 classes need about half a million. */
const LONGEST = 4 * 1024 * 1024;
const DEEPEST = 32;

const WORDS = new Map<string, Literal>([
  ['None', null],
  ['null', null],
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['inf', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

const NUMBER = /-?(?:inf\b|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
const WORD = /[A-Za-z_]\w*/y;
const SPACE = /\s*/y;

/**
 * Reads a Python literal as `str()` writes it: dicts, lists, tuples (as lists), strings, numbers,
 * `True`, `False`, `None`. JSON is understood as well. Integers beyond 2^53 lose precision.
 *
 * @returns `undefined` when the text is anything else, too long (4 MiB) or nested too deeply (32).
 */
export function readLiteral(text: string): Literal | undefined {
  if (text.length > LONGEST) return undefined;
  const parser = new Parser(text);
  try {
    return parser.document();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Literal {
    const value = this.#value();
    this.#skip();
    if (this.#at !== this.#text.length) throw new SyntaxError('trailing text');
    return value;
  }

  #value(): Literal {
    this.#skip();
    const next = this.#text[this.#at];
    if (next === '{') return this.#nested(() => this.#dict());
    if (next === '[') return this.#nested(() => this.#list(']').items);
    if (next === '(') return this.#nested(() => this.#tuple());
    if (next === "'" || next === '"') {
      const { value, end } = pythonString(this.#text, this.#at);
      this.#at = end;
      return value;
    }
    const number = this.#match(NUMBER);
    if (number !== undefined) return Number(number.replace('inf', 'Infinity'));
    const word = WORDS.get(this.#match(WORD) ?? '');
    if (word === undefined) throw new SyntaxError('not a literal');
    return word;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw new SyntaxError('too deep');
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #list(close: string): { items: Literal[]; comma: boolean } {
    const items: Literal[] = [];
    let comma = false;
    while (!this.#take(close)) {
      if (items.length > 0 && !comma) throw new SyntaxError('comma expected');
      items.push(this.#value());
      comma = this.#take(',');
    }
    return { items, comma };
  }

  /** `(1)` is a number in brackets, `(1,)` a tuple. */
  #tuple(): Literal {
    const { items, comma } = this.#list(')');
    const [only] = items;
    return items.length === 1 && !comma && only !== undefined ? only : items;
  }

  #dict(): LiteralMap {
    const entries = new Map<null | boolean | number | string, Literal>();
    for (let more = true; !this.#take('}'); more = this.#take(',')) {
      if (!more) throw new SyntaxError('comma expected');
      const key = this.#value();
      if (typeof key === 'object' && key !== null) throw new SyntaxError('key expected');
      if (!this.#take(':')) throw new SyntaxError('colon expected');
      entries.set(key, this.#value());
    }
    return entries;
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
