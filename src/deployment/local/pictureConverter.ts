import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { serverEnvironment } from './serverEnvironment.ts';

/** Milliseconds after the last picture until the process is let go. */
const IDLE_MS = 60_000;

/** A picture that any browser shows. */
export interface ConvertedPicture {
  /** A JPEG file. */
  readonly bytes: Uint8Array;
  /** Size in pixels of the original, as a person sees it. */
  readonly size: { readonly width: number; readonly height: number };
}

type Answer = { readonly id: number } & (ConvertedPicture | { readonly message: string });

interface Waiting {
  resolve(picture: ConvertedPicture): void;
  reject(error: Error): void;
}

/**
 * Converts pictures of formats that browsers do not know (TIFF above all), in a process of its own,
 * which starts with the first of them and ends when there are no more, or with this process.
 */
export class PictureConverter {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #next = 1;
  /** The picture before: a large one may take hundreds of megabytes, so they take turns. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param script the bundled server. */
  constructor(script: string) {
    this.#script = script;
  }

  /**
   * @param read gives the file's bytes, once it is its turn.
   * @param longest most pixels of its longer side.
   * @param signal takes it out of the queue; one that has begun is finished.
   * @throws Error with a sentence when it is no picture, or the process ends over it.
   */
  convert(
    read: () => Promise<Uint8Array>,
    longest: number,
    signal: AbortSignal,
  ): Promise<ConvertedPicture> {
    const converted = this.#turn.then(async () => {
      signal.throwIfAborted();
      return this.#convert(await read(), longest);
    });
    this.#turn = converted.catch(() => undefined);
    return converted;
  }

  #convert(bytes: Uint8Array, longest: number): Promise<ConvertedPicture> {
    clearTimeout(this.#idle);
    this.#child ??= this.#start();
    const child = this.#child;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ id, bytes, longest }, (error) => error && this.#end(child, error));
    });
  }

  /** Ends the process. */
  dispose(): void {
    clearTimeout(this.#idle);
    if (this.#child?.connected) this.#child.disconnect();
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [this.#script, '--convert-pictures'], {
      cwd: dirname(this.#script),
      env: serverEnvironment(process.env),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    });
    child.on('message', (answer) => this.#answered(answer as Answer));
    child.once('error', (error) => this.#end(child, error));
    child.once('exit', () => this.#end(child, new Error('The picture’s decoder ended.')));
    return child;
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('message' in answer) waiting?.reject(new Error(answer.message));
    else waiting?.resolve(answer);
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.dispose(), IDLE_MS).unref();
  }

  #end(child: ChildProcess, error: Error): void {
    // One that was let go has no say any more.
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
