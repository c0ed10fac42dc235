import { type Check, checkFields, type Fields } from './checkObject.ts';
import { checkGpu, checkImage, checkPort, checkReplicas, checkVram, oneOf } from './checkValues.ts';
import { checkType } from './types.ts';
import type { DeploymentEntry, Stack } from './yoloJson.ts';

const STACKS: readonly Stack[] = ['onnx', 'pytorch', 'tensorrt'];
const STAGES: readonly NonNullable<DeploymentEntry['stage']>[] = ['dev', 'beta', 'prod'];

/** Whether the model exists is looked at once all models are known. */
const checkModelKey: Check = (place, findings) => {
  checkType(place, 'string', findings);
};

const FIELDS: Fields = new Map([
  ['model', { check: checkModelKey, required: true }],
  ['stack', { check: oneOf(STACKS), required: true }],
  ['image', { check: checkImage, required: true }],
  ['gpu', { check: checkGpu }],
  ['vram', { check: checkVram }],
  ['port', { check: checkPort }],
  ['replicas', { check: checkReplicas }],
  ['stage', { check: oneOf(STAGES) }],
]);

/** Checks one entry of `deployments` by itself. */
export const checkDeployment: Check = (place, findings) => checkFields(place, FIELDS, findings);
