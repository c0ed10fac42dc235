/** A record without the keys whose values are undefined. */
export type Known<T> = { -readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is not known, so that a value that is absent is absent in one way only. */
export function known<T extends Readonly<Record<string, unknown>>>(values: T): Known<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Known<T>;
}
