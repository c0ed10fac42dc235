import type { Round } from './figures.ts';
import type { Machine } from './machine.ts';
import type { Memory } from './memory.ts';
import type { Startup } from './startup.ts';
import type { Subject } from './subject.ts';

/** Everything that one run measured. */
export interface Results {
  readonly machine: Machine;
  readonly subject: Subject;
  /** How the server spread its work: worker threads, and threads inside one inference. */
  readonly sizing: { readonly workers: number; readonly threads: number };
  readonly rounds: readonly Round[];
  /** One fresh server a round, with the subject. */
  readonly startups: readonly Startup[];
  /** Likewise with the sample model; absent while that does not exist. */
  readonly sampleStartups?: readonly Startup[];
  readonly memory: Memory;
}
