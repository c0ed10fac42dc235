import type { DeploymentSpec } from '../deploymentSpec.ts';
import type { DebugMode } from './debugMode.ts';

/** What is debugged: the first replica of a deployment. */
export interface DebugPlan {
  readonly spec: DeploymentSpec;
  readonly mode: DebugMode;
  /** Path of the program `afterDebug`, which has what stands still run again if this process goes at once. */
  readonly afterwards?: string;
}

/** What whoever debugs is told. */
export interface DebugListener {
  /** The server ended unasked, as after a wrong edit; restarting begins another one. */
  onCrash(error: Error): void;
  /** The container is gone, or the engine: nothing can be debugged any more. */
  onGone(): void;
}
