import type { ActivationTimes } from './timedMain.ts';

/**
 * What the extension host tells of one activation, in milliseconds. The times of the code and of the
 * call are what VS Code itself calls the activation time.
 */
export interface ActivationReport extends ActivationTimes {
  /** From asking for the extension until it is active, with what VS Code does about it. */
  readonly total: number;
  /** Native modules and libraries that came into the process meanwhile. */
  readonly native: readonly string[];
  /** Growth of the heap, bytes. */
  readonly heap: number;
  /** Node's version in the extension host. */
  readonly node: string;
}
