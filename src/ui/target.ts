import type { Client } from '../contract/client.ts';

/** Something that detects: a server of the contract, wherever it runs. */
export interface Target {
  /** Stable over sessions: `local:` and the model's path, or `container:` and the replica's name. */
  readonly id: string;
  /** Short name for lists, such as `parts-v10`. */
  readonly label: string;
  /** Where it runs, such as `Local (CPU)`. */
  readonly place: string;
  /** Changes when another server takes the place of the one before, which may answer otherwise. */
  readonly revision?: string;
  /**
   * A client of the server once it is ready; starts it where that is needed. Calls that come while
   * it starts share the wait.
   * @throws Error with one sentence that says what happened and what to do.
   */
  connect(signal?: AbortSignal): Promise<Client>;
}

/** The targets that a person can choose from now. */
export interface Targets {
  list(): Promise<readonly Target[]>;
  /** The target of this id, when it still exists. */
  find(id: string): Promise<Target | undefined>;
}
