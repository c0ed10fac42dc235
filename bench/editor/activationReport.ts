/** What the extension host tells of one activation; milliseconds. */
export interface ActivationReport {
  /** Loading the extension's code: reading, compiling, evaluating. */
  readonly code: number;
  /** Its `activate`. These two are what VS Code itself calls the activation time. */
  readonly call: number;
  /** From asking for the extension until it is active, with what VS Code does about it. */
  readonly total: number;
  /** Modules of the extension's that were loaded. */
  readonly modules: readonly string[];
  /** Native modules and libraries that came into the process meanwhile. */
  readonly native: readonly string[];
  /** Growth of the heap, bytes. */
  readonly heap: number;
  /** Node's version in the extension host. */
  readonly node: string;
}
