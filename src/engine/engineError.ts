import type { Sentence } from '../text/sentence.ts';
import { SentenceError } from '../text/sentenceError.ts';

/**
 * Why the engine did not do what was asked; stable, for programs.
 *
 * - `not-installed`, `not-running`, `no-permission`, `unreachable`, `too-old`: the engine as such.
 * - `host-not-trusted`: its host key or certificate is not one to be believed.
 * - `not-let-in`: the host takes none of the user's keys or certificates.
 * - `port-in-use`, `name-in-use`, `no-image`, `gone`, `wrong-architecture`, `disk-full`, `gpu`,
 *   `no-network`: this request.
 * - `build`: a step of a build failed.
 * - `other`: the engine's own words are all there is.
 */
export type EngineReason =
  | 'not-installed'
  | 'not-running'
  | 'no-permission'
  | 'unreachable'
  | 'host-not-trusted'
  | 'not-let-in'
  | 'too-old'
  | 'port-in-use'
  | 'name-in-use'
  | 'no-image'
  | 'gone'
  | 'wrong-architecture'
  | 'disk-full'
  | 'gpu'
  | 'no-network'
  | 'build'
  | 'other';

/** Reasons that concern the engine as such: nothing else will work either. */
const ENGINE_ITSELF: readonly EngineReason[] = [
  'not-installed',
  'not-running',
  'no-permission',
  'unreachable',
  'host-not-trusted',
  'not-let-in',
  'too-old',
];

/** The engine said no, or nothing. */
export class EngineError extends SentenceError {
  readonly reason: EngineReason;

  constructor(reason: EngineReason, what: Sentence, fix?: Sentence, options?: ErrorOptions) {
    super(what, fix, options);
    this.name = 'EngineError';
    this.reason = reason;
  }

  /** Whether the engine as such cannot be used. */
  get concernsEngine(): boolean {
    return ENGINE_ITSELF.includes(this.reason);
  }
}
