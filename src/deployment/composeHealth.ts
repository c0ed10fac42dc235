import type { Stack } from '../project/yoloJson.ts';
import { SERVER_PORT } from './containerOptions.ts';

const READY = `http://127.0.0.1:${SERVER_PORT}/health/ready`;
const NODE = `fetch("${READY}").then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
const PYTHON = `import urllib.request; urllib.request.urlopen("${READY}", timeout=4)`;

/** How each stack's image asks itself; TensorRT builds its engine at the first start. */
const HEALTH: Readonly<
  Record<Stack, { readonly test: readonly string[]; readonly start: string }>
> = {
  onnx: { test: ['CMD', 'node', '--eval', NODE], start: '60s' },
  pytorch: { test: ['CMD', 'python3', '-c', PYTHON], start: '300s' },
  tensorrt: { test: ['CMD', 'python3', '-c', PYTHON], start: '1800s' },
};

/** The health check of a service in Compose. */
export function composeHealth(stack: Stack): object {
  const { test, start } = HEALTH[stack];
  return { test, interval: '10s', timeout: '5s', retries: 3, start_period: start };
}
