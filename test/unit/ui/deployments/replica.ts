import type { DeploymentLabels } from '../../../../src/deployment/labels.ts';
import type { WatchedReplica } from '../../../../src/deployment/replicaLife.ts';

/** A container that is ready, but for what is stated. */
export function replica(
  labels: Partial<DeploymentLabels> = {},
  state: Partial<WatchedReplica> = {},
): WatchedReplica {
  const { deployment = 'line-a', replica: number = 0 } = labels;
  const name = `yolo-factory-${deployment}-${number}`;
  return {
    id: name.padEnd(64, '0'),
    name,
    role: 'serving',
    labels: {
      project: 'factory',
      deployment,
      model: 'v10',
      modelSha256: 'ab'.repeat(32),
      stack: 'onnx',
      stage: 'dev',
      replica: number,
      gpu: 'cpu',
      vramMib: 0,
      port: 5000,
      createdBy: 'me',
      maker: '',
      version: '1.0.0',
      overcommit: false,
      debug: false,
      ...labels,
    },
    image: 'parts:v10',
    state: 'ready',
    exitCode: undefined,
    port: 5000 + number,
    status: 'Up 5 minutes (healthy)',
    created: 0,
    since: 0,
    outOfMemory: false,
    ...state,
  };
}
