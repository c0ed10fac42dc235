import { ENGLISH, type StringKey } from '../strings.ts';

let table: Readonly<Record<string, string>> = ENGLISH;

/** Takes the sentences in VS Code's language. */
export function useStrings(strings: Readonly<Record<string, string>>): void {
  table = strings;
}

/** A sentence, with what is to be filled in. */
export function t(key: StringKey, ...values: readonly (string | number)[]): string {
  const sentence = table[key] ?? ENGLISH[key];
  return sentence.replace(/\{(\d)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}

/** "1 object", "3 objects". */
export function objectCount(count: number): string {
  return t(count === 1 ? 'count_one' : 'count_many', count);
}
