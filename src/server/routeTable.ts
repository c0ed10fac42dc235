/** The methods and patterns that were registered, to tell 405 from 404 and to list them. */
export class RouteTable {
  readonly #methods = new Map<string, Set<string>>();

  /** Adds a route. @param pattern path with `:name` for a part that varies. */
  add(pattern: string, methods: readonly string[]): void {
    const known = this.#methods.get(pattern) ?? new Set();
    for (const method of methods) known.add(method);
    this.#methods.set(pattern, known);
  }

  /** Methods that a path takes; none when there is no such path. */
  allowed(url: string): string[] {
    const parts = (url.split('?', 1)[0] ?? '').split('/');
    for (const [pattern, methods] of this.#methods) {
      if (matches(pattern.split('/'), parts)) return [...methods];
    }
    return [];
  }

  /** Every route as "METHOD /path". */
  *lines(): Generator<string> {
    for (const [pattern, methods] of this.#methods) {
      for (const method of methods) if (method !== 'HEAD') yield `${method} ${pattern}`;
    }
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) =>
      part.startsWith(':') ? parts[index] !== '' : part === parts[index],
    )
  );
}
