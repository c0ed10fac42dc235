/** The sentences of a webview, in VS Code's language once the host has told them. */
export interface Sentences<K extends string> {
  /** Takes the sentences in VS Code's language. */
  readonly use: (strings: Readonly<Record<string, string>>) => void;
  /** A sentence, with what is to be filled in. */
  readonly t: (key: K, ...values: readonly (string | number)[]) => string;
}

/** @param english what is said where nothing else is told; `{0}` stands for what is filled in. */
export function sentencesOf<K extends string>(english: Readonly<Record<K, string>>): Sentences<K> {
  let table: Readonly<Record<string, string>> = english;
  return {
    use: (strings) => {
      table = strings;
    },
    t: (key, ...values) =>
      (table[key] ?? english[key]).replace(/\{(\d)\}/g, (whole, index: string) =>
        String(values[Number(index)] ?? whole),
      ),
  };
}
