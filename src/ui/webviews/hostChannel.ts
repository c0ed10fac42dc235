import type * as vscode from 'vscode';
import type { Failure } from '../../../webview/protocol.ts';
import {
  type AheadOf,
  type ParamsOf,
  questionKey,
  type RequestOf,
  type SnapshotOf,
  type ToHostOf,
  type ToWebviewOf,
  type ValueOf,
} from '../../../webview/wire.ts';
import { HeadStart } from './headStart.ts';

/** Answers to everything that a webview may ask for. */
export type HandlersOf<R> = {
  readonly [M in keyof R]: (params: ParamsOf<R, M>, signal: AbortSignal) => Promise<ValueOf<R, M>>;
};

/** What a channel needs of a webview; a test has a simpler one. */
export type MessagePort = Pick<vscode.Webview, 'postMessage' | 'onDidReceiveMessage'>;

/** The host's end of the protocol: answers requests, and replays the newest snapshots on hello. */
export class HostChannel<S, R> implements vscode.Disposable {
  readonly #port: MessagePort;
  readonly #handlers: HandlersOf<R>;
  readonly #describe: (error: unknown) => Failure;
  readonly #running = new Map<number, AbortController>();
  readonly #snapshots = new Map<keyof S, SnapshotOf<S>>();
  readonly #subscription: vscode.Disposable;
  /** What was begun before the webview asks, by method. */
  readonly #ahead = new Map<keyof R, HeadStart<ValueOf<R, keyof R>>>();
  #greeted = false;

  constructor(port: MessagePort, handlers: HandlersOf<R>, describe: (error: unknown) => Failure) {
    this.#port = port;
    this.#handlers = handlers;
    this.#describe = describe;
    this.#subscription = port.onDidReceiveMessage((message: ToHostOf<R>) => this.#receive(message));
  }

  /** Tells the webview a whole snapshot, now if it listens and again whenever it says hello. */
  push<T extends keyof S>(topic: T, value: S[T]): void {
    const message = { type: 'snapshot', topic, value } as SnapshotOf<S>;
    this.#snapshots.set(topic, message);
    if (this.#greeted) this.#post(message);
  }

  /** The newest snapshots, for a document that is to show them without asking. */
  get newest(): Partial<S> {
    const entries = [...this.#snapshots.values()].map(({ topic, value }) => [topic, value]);
    return Object.fromEntries(entries) as Partial<S>;
  }

  /** Tells the webview what just happened; one that does not listen now has no use for it later. */
  tell<T extends keyof S>(topic: T, value: S[T]): void {
    if (this.#greeted) this.#post({ type: 'snapshot', topic, value } as SnapshotOf<S>);
  }

  /**
   * Answers what a webview that is still loading will ask. VS Code keeps messages until it has loaded,
   * which is as soon as it could ask: the way there and back is saved. What fails, it asks itself.
   */
  answerAhead<M extends keyof R>(method: M, params: ParamsOf<R, M>): void {
    const start = this.#ahead.get(method) ?? new HeadStart<ValueOf<R, keyof R>>();
    this.#ahead.set(method, start);
    start.begin(questionKey(method, params), async (signal) => {
      const value = await this.#handlers[method](params, signal);
      this.#post({ type: 'ahead', method, params, value } as AheadOf<R>);
      return value;
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const controller of this.#running.values()) controller.abort();
  }

  #post(message: ToWebviewOf<S, R, Failure>): void {
    // A message to a webview that is going away is of no use to anyone.
    Promise.resolve(this.#port.postMessage(message)).catch(() => undefined);
  }

  #receive(message: ToHostOf<R>): void {
    if (message.type === 'cancel') {
      this.#running.get(message.id)?.abort();
    } else if (message.method === 'hello') {
      // A webview that was hidden or moved starts afresh: what the old one waited for is void.
      for (const controller of this.#running.values()) controller.abort();
      this.#greeted = true;
      this.#post({ type: 'reply', id: message.id, ok: true, value: null as ValueOf<R, keyof R> });
      for (const snapshot of this.#snapshots.values()) this.#post(snapshot);
    } else {
      void this.#answer(message);
    }
  }

  async #answer({ id, method, params }: RequestOf<R>): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const handle = this.#handlers[method] as HandlersOf<R>[keyof R] | undefined;
      if (!handle) throw new Error(`Unknown request “${String(method)}”.`);
      const { signal } = controller;
      const begun = this.#ahead.get(method)?.take(questionKey(method, params), signal);
      // Each handler takes the parameters of its own method; a union hides that from the compiler.
      const value = await (begun ?? handle(params as never, signal));
      if (!controller.signal.aborted) this.#post({ type: 'reply', id, ok: true, value });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#post({ type: 'reply', id, ok: false, failure: this.#describe(error) });
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
    }
  }
}
