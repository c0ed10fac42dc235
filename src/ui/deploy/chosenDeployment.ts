import type { DeploymentEntry, ModelStatement } from '../../project/yoloJson.ts';

/** What is to be deployed, from `yolo.json` or made up on the spot. */
export interface DeploymentChoice {
  readonly project: string;
  readonly name: string;
  readonly entry: DeploymentEntry;
  /** Absolute path of the weights. */
  readonly weights: string;
  /** What `yolo.json` states of the model beside its weights. */
  readonly stated: ModelStatement;
  /** Folder of `yolo.json`; its Dockerfile is built where it has one. */
  readonly folder: string | undefined;
  /** Whether `yolo.json` has it already. */
  readonly saved: boolean;
}
