/**
 * Work that is begun before it is asked for; whoever asks for it first takes it. Only the newest is
 * kept: it is for what a panel will ask as soon as its webview is there.
 */
export class HeadStart<T> {
  #begun:
    | { readonly key: string; readonly result: Promise<T>; readonly cancel: AbortController }
    | undefined;

  /** Begins; a failure is told to whoever takes it. */
  begin(key: string, work: (signal: AbortSignal) => Promise<T>): void {
    const cancel = new AbortController();
    const result = work(cancel.signal);
    result.catch(() => undefined);
    this.#begun = { key, result, cancel };
  }

  /** What was begun under this key, once; the taker's signal ends it from then on. */
  take(key: string, signal: AbortSignal): Promise<T> | undefined {
    const begun = this.#begun;
    if (begun?.key !== key) return undefined;
    this.#begun = undefined;
    const { result, cancel } = begun;
    if (signal.aborted) cancel.abort();
    else signal.addEventListener('abort', () => cancel.abort(), { once: true });
    return result;
  }
}
