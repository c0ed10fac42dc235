import type { Stack } from '../project/yoloJson.ts';

/** Begins every label of ours. */
const PREFIX = 'dev.yolo-dock.';

/** The label that marks a container as a deployment's. */
export const DEPLOYMENT_LABEL = `${PREFIX}deployment`;

/** The label that says which project it is of. */
export const PROJECT_LABEL = `${PREFIX}project`;

/** The label that says whose deployment it is. */
export const CREATED_BY_LABEL = `${PREFIX}created-by`;

/** Everything that a deployment's container says of itself. */
export interface DeploymentLabels {
  readonly project: string;
  readonly deployment: string;
  /** Key of the model in `yolo.json`. */
  readonly model: string;
  /** SHA-256 of the weights, hexadecimal; of an image's model when it was deployed. */
  readonly modelSha256: string;
  readonly stack: Stack;
  readonly stage: 'dev' | 'beta' | 'prod';
  /** From 0. */
  readonly replica: number;
  /** `cpu`, or the UUID of a GPU or MIG instance. */
  readonly gpu: string;
  /** Budget of video memory in MiB; 0 for none. */
  readonly vramMib: number;
  /** Whether the user chose to give out more video memory than there is. */
  readonly overcommit: boolean;
  /** Whether it runs under a debugger. */
  readonly debug: boolean;
  /** Port on the engine's host that was asked for; 0 for any. */
  readonly port: number;
  /** Name of the user that made it. */
  readonly createdBy: string;
  /** Version of YOLO Dock that made it. */
  readonly version: string;
  /** Machine and process that made it; empty where it does not say. */
  readonly maker: string;
}

const STACKS: readonly string[] = ['onnx', 'pytorch', 'tensorrt'];
const STAGES: readonly string[] = ['dev', 'beta', 'prod'];

/** The labels as the engine keeps them. */
export function writeLabels(labels: DeploymentLabels): Record<string, string> {
  const { modelSha256, vramMib, createdBy, ...same } = labels;
  const named = {
    ...same,
    'model-sha256': modelSha256,
    'vram-mib': vramMib,
    'created-by': createdBy,
  };
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => [`${PREFIX}${name}`, String(value)]),
  );
}

/**
 * Reads a container's labels. Anybody can put labels on a container, so nothing in them is believed
 * to be well-formed.
 * @returns undefined when it is no deployment's.
 */
export function readLabels(labels: Readonly<Record<string, string>>): DeploymentLabels | undefined {
  const text = (name: string): string => (labels[`${PREFIX}${name}`] ?? '').slice(0, 256);
  const count = (name: string): number => {
    const value = Number(text(name));
    return Number.isSafeInteger(value) && value >= 0 ? value : 0;
  };
  if (text('deployment') === '' || text('project') === '') return undefined;
  const stack = text('stack');
  const stage = text('stage');
  return {
    project: text('project'),
    deployment: text('deployment'),
    model: text('model'),
    modelSha256: text('model-sha256'),
    stack: (STACKS.includes(stack) ? stack : 'onnx') as Stack,
    stage: (STAGES.includes(stage) ? stage : 'dev') as DeploymentLabels['stage'],
    replica: count('replica'),
    gpu: text('gpu') || 'cpu',
    vramMib: count('vram-mib'),
    overcommit: text('overcommit') === 'true',
    debug: text('debug') === 'true',
    port: count('port'),
    createdBy: text('created-by'),
    version: text('version'),
    maker: text('maker'),
  };
}
