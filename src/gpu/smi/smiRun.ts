/** How a run of nvidia-smi ended. */
export interface SmiRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs nvidia-smi somewhere with these arguments.
 * @returns undefined when there is no such program.
 */
export type RunSmi = (args: readonly string[]) => Promise<SmiRun | undefined>;
