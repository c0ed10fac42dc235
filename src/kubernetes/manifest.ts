/** A remark above a value of a manifest. */
export interface Remark {
  /** Keys and indexes that lead to the value. */
  readonly at: readonly (string | number)[];
  /** One line or several. */
  readonly text: string;
}

/** An object to be written as YAML. */
export interface Manifest {
  readonly object: object;
  readonly remarks?: readonly Remark[];
}
