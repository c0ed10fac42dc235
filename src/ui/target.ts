import type { Client } from '../contract/client.ts';

/** Something that detects: a server of the contract, wherever it runs. */
export interface Target {
  /** Stable over sessions: `local:` and the model's path, or `container:` and the replica's name. */
  readonly id: string;
  /** Short name for lists, such as `parts-v10`. */
  readonly label: string;
  /** Where it runs, such as `Local (CPU)`. */
  readonly place: string;
  /** What its model does, such as `detect`, where that is known without asking it. */
  readonly task?: string | undefined;
  /** Changes when another server takes the place of the one before, which may answer otherwise. */
  readonly revision?: string;
  /**
   * A client of the server once it is ready; starts it where that is needed. Calls that come while
   * it starts share the wait.
   * @throws Error with one sentence that says what happened and what to do.
   */
  connect(signal?: AbortSignal): Promise<Client>;
}

/** What was chosen last, and can no longer be used. */
export interface LostTarget {
  readonly id: string;
  readonly label: string;
  /** What its model did, as far as that was known. */
  readonly task?: string | undefined;
}

/** The targets that a person can choose from now. */
export interface Targets {
  list(): Promise<readonly Target[]>;
  /** The target of this id, when it still exists. */
  find(id: string): Promise<Target | undefined>;
}

/** Targets of which one is the current one. */
export interface CurrentTargets extends Targets {
  /** What every panel was told to use last; a larger revision is a newer choice. */
  readonly forAll: { readonly target: string; readonly revision: number } | null;
  /** Makes a target the current one, which what is opened later begins with. */
  choose(id: string): Promise<void>;
  /** The current one where it is gone: then the list begins with what takes its place. */
  lost(): Promise<LostTarget | undefined>;
}
