import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Stack } from '../project/yoloJson.ts';

/** Name of the container's port. */
export const PORT_NAME = 'http';

/** Seconds between the questions of a start. */
const START_PERIOD_S = 5;
/** Seconds until a server has to be ready: TensorRT builds its engine at the first start. */
const START_S: Readonly<Record<Stack, number>> = { onnx: 300, pytorch: 600, tensorrt: 1800 };

/** Seconds until a server of a stack has to be ready. */
export function startSeconds(stack: Stack): number {
  return START_S[stack];
}

type Probes = Pick<IContainer, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;

/**
 * The probes on the contract's routes. A server is ready once a warm-up inference has passed, which
 * is what a start waits for; from then on one that hangs is ended, one that is not ready gets no
 * requests.
 */
export function serverProbes(stack: Stack): Probes {
  const ready = { path: '/health/ready', port: PORT_NAME };
  return {
    startupProbe: {
      httpGet: ready,
      periodSeconds: START_PERIOD_S,
      timeoutSeconds: 3,
      failureThreshold: START_S[stack] / START_PERIOD_S,
    },
    readinessProbe: { httpGet: ready, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    livenessProbe: {
      httpGet: { path: '/health/live', port: PORT_NAME },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  };
}
