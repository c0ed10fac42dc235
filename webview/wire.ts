/**
 * How a webview and the extension speak, whatever about. `R` names what a webview may ask for, each
 * with `params` and `value`; `S` the snapshots that the host pushes, by topic.
 */

/** What a request is asked with. */
export type ParamsOf<R, M extends keyof R> = R[M] extends { params: infer P } ? P : never;

/** What it is answered with. */
export type ValueOf<R, M extends keyof R> = R[M] extends { value: infer V } ? V : never;

/** A request on its way. */
export type RequestOf<R> = {
  [M in keyof R]: {
    readonly type: 'request';
    readonly id: number;
    readonly method: M;
    readonly params: ParamsOf<R, M>;
  };
}[keyof R];

/** Messages of the webview. */
export type ToHostOf<R> = RequestOf<R> | { readonly type: 'cancel'; readonly id: number };

/** A snapshot on its way. */
export type SnapshotOf<S> = {
  [T in keyof S]: { readonly type: 'snapshot'; readonly topic: T; readonly value: S[T] };
}[keyof S];

/** The answer to what a webview that is still loading will ask. */
export type AheadOf<R> = {
  [M in keyof R]: {
    readonly type: 'ahead';
    readonly method: M;
    readonly params: ParamsOf<R, M>;
    readonly value: ValueOf<R, M>;
  };
}[keyof R];

/** The same text for the same question, however its parameters are ordered. */
export function questionKey(method: PropertyKey, params: unknown): string {
  return JSON.stringify([String(method), params], (_, value: unknown) =>
    value instanceof Object && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );
}

/** Messages of the host. @template F what is said of a failure. */
export type ToWebviewOf<S, R, F> =
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly ok: true;
      readonly value: ValueOf<R, keyof R>;
    }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly failure: F }
  | AheadOf<R>
  | SnapshotOf<S>;
