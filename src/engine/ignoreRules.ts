import { posix } from 'node:path';

/** The rules of a `.dockerignore`, as Docker reads them. */
export interface IgnoreRules {
  /** Patterns after a “!”, which let something through. */
  readonly exceptions: readonly string[];
  /** Whether a path within the folder, with forward slashes, is ignored: the last rule that fits counts. */
  ignores(path: string): boolean;
}

/** Reads rules. Whatever they say, deciding on a path takes time in proportion to both. */
export function ignoreRules(text: string): IgnoreRules {
  const rules = text.split(/\r?\n/).flatMap((line) => {
    if (line.startsWith('#')) return [];
    const [, not = '', said = ''] = /^\s*(!?)\s*(.*?)\s*$/.exec(line) ?? [];
    if (said === '') return [];
    const pattern = cleaned(said);
    return [{ pattern, exception: not !== '', tokens: tokensOf(pattern) }];
  });
  return {
    exceptions: rules.filter(({ exception }) => exception).map(({ pattern }) => pattern),
    ignores: (path) => !(rules.findLast(({ tokens }) => fits(tokens, path))?.exception ?? true),
  };
}

/** Without slashes at the ends, and without steps that lead nowhere. */
function cleaned(pattern: string): string {
  return posix.normalize(pattern).replace(/^\/+|(?<=.)\/+$/g, '');
}

/**
 * One step of a pattern. `any` is one character but a slash, `some` any number of them; `deep` takes
 * all that follows; `folders` are any number of whole folders, the token after them included.
 */
type Token =
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'some' | 'deep' | 'folders' | 'inFolders' };

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '*' && characters[i + 1] === '*') {
      i += characters[i + 2] === '/' ? 2 : 1;
      if (i + 1 >= characters.length) tokens.push({ kind: 'deep' });
      else tokens.push({ kind: 'folders' }, { kind: 'inFolders' });
    } else if (character === '*') {
      if (tokens.at(-1)?.kind !== 'some') tokens.push({ kind: 'some' });
    } else if (character === '?') {
      tokens.push({ kind: 'one', fits: (one) => one !== '/' });
    } else if (character === '[') {
      const end = characters.indexOf(']', i + 2);
      if (end === -1) return [{ kind: 'one', fits: () => false }];
      tokens.push({ kind: 'one', fits: oneOf(characters.slice(i + 1, end)) });
      i = end;
    } else {
      if (character === '\\' && i + 1 < characters.length) i++;
      const literal = characters[i];
      tokens.push({ kind: 'one', fits: (one) => one === literal });
    }
  }
  return tokens;
}

/** What stands between brackets: characters and ranges, `^` for all others. */
function oneOf(said: readonly string[]): (character: string) => boolean {
  const others = said[0] === '^';
  const ranges: [string, string][] = [];
  const rest = others ? said.slice(1) : said;
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] === '\\' && i + 1 < rest.length) i++;
    const from = rest[i] ?? '';
    const to = rest[i + 1] === '-' ? rest[i + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) i += 2;
  }
  return (one) => one !== '/' && ranges.some(([from, to]) => from <= one && one <= to) !== others;
}

/**
 * Whether a pattern fits a path or a folder that it lies in. All ways through the pattern are gone at
 * once, so no pattern takes long.
 */
function fits(tokens: readonly Token[], path: string): boolean {
  const end = tokens.length;
  let at = new Uint8Array(end + 1);
  enter(tokens, at, 0);
  for (const character of path) {
    if (character === '/' && at[end] === 1) return true;
    const next = new Uint8Array(end + 1);
    for (let i = 0; i < end; i++) {
      const token = tokens[i];
      if (at[i] !== 1 || token === undefined) continue;
      if (token.kind === 'one') {
        if (token.fits(character)) enter(tokens, next, i + 1);
      } else if (token.kind === 'some') {
        if (character !== '/') enter(tokens, next, i);
      } else if (token.kind === 'deep') {
        enter(tokens, next, i);
      } else if (token.kind === 'inFolders') {
        next[i] = 1;
        if (character === '/') enter(tokens, next, i + 1);
      }
    }
    at = next;
  }
  return at[end] === 1;
}

/** Marks a place in the pattern, and those that are reached from there without a character. */
function enter(tokens: readonly Token[], at: Uint8Array, place: number): void {
  for (let i = place; at[i] !== 1; ) {
    at[i] = 1;
    const kind = tokens[i]?.kind;
    if (kind === 'folders') {
      // Either some folders, or none.
      at[i + 1] = 1;
      i += 2;
    } else if (kind === 'some' || kind === 'deep') i += 1;
    else return;
  }
}
