import type { Failure } from '../protocol.ts';
import {
  type ParamsOf,
  questionKey,
  type ToHostOf,
  type ToWebviewOf,
  type ValueOf,
} from '../wire.ts';

/** An answer that nobody asked for in this time is about a state of things that may be gone. */
const AHEAD_MS = 2000;

/** A request that the host refused, that was cancelled, or that took too long. */
export class RequestError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'RequestError';
    this.failure = failure;
  }

  get cancelled(): boolean {
    return this.failure.code === 'aborted';
  }
}

/** What a caller may say about one request. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds until a reply must be there; none for what waits on a person. */
  readonly timeoutMs?: number;
}

interface Pending {
  /** The question, as `questionKey` has it. */
  readonly key: string;
  resolve(value: unknown): void;
  reject(error: RequestError): void;
}

const failure = (code: string, message: string): RequestError =>
  new RequestError({ code, message, actions: code === 'aborted' ? [] : ['retry', 'showLog'] });

/** The webview's end of the protocol: requests with replies, and the host's snapshots. */
export class Channel<S, R> {
  readonly #post: (message: ToHostOf<R>) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<keyof S, (value: never) => void>();
  /** Answers that came before their questions. */
  readonly #ahead = new Map<string, unknown>();
  readonly #late: string;
  #nextId = 1;

  /** @param late what to say about a request that nobody answered in time. */
  constructor(post: (message: ToHostOf<R>) => void, late: string) {
    this.#post = post;
    this.#late = late;
  }

  /** Asks the host. @throws RequestError with code `aborted` when the signal fires. */
  request<M extends keyof R>(
    method: M,
    params: ParamsOf<R, M>,
    options: RequestOptions = {},
  ): Promise<ValueOf<R, M>> {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) return Promise.reject(failure('aborted', ''));
    const key = questionKey(method, params);
    if (this.#ahead.has(key)) {
      const value = this.#ahead.get(key) as ValueOf<R, M>;
      this.#ahead.delete(key);
      return Promise.resolve(value);
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
      };
      const giveUp = (error: RequestError): void => {
        settle();
        this.#post({ type: 'cancel', id });
        reject(error);
      };
      const onAbort = (): void => giveUp(failure('aborted', ''));
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => giveUp(failure('no_reply', this.#late)), timeoutMs);
      signal?.addEventListener('abort', onAbort);
      this.#pending.set(id, {
        key,
        resolve: (value) => {
          settle();
          resolve(value as ValueOf<R, M>);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#post({ type: 'request', id, method, params } as ToHostOf<R>);
    });
  }

  /** Calls back with every snapshot of a topic. */
  on<T extends keyof S>(topic: T, listener: (value: S[T]) => void): void {
    this.#listeners.set(topic, listener as (value: never) => void);
  }

  /** Takes a message of the host; a reply to a request that was given up is dropped. */
  receive(message: ToWebviewOf<S, R, Failure>): void {
    if (message.type === 'snapshot') {
      this.#listeners.get(message.topic)?.(message.value as never);
      return;
    }
    if (message.type === 'ahead') {
      this.#takeAhead(questionKey(message.method, message.params), message.value);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (message.ok) pending?.resolve(message.value);
    else pending?.reject(new RequestError(message.failure));
  }

  /** Answers a question that is on its way already, or waits for it. */
  #takeAhead(key: string, value: unknown): void {
    const asked = [...this.#pending.values()].find((pending) => pending.key === key);
    if (asked) {
      asked.resolve(value);
    } else {
      this.#ahead.set(key, value);
      setTimeout(() => this.#ahead.delete(key), AHEAD_MS);
    }
  }
}
