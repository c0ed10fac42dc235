import { join } from 'node:path';
import type Docker from 'dockerode';
import { ROOT, SAMPLES } from '../../scripts/paths.ts';
import { startServer } from '../../scripts/server/serverProcess.ts';
import type { Client } from '../../src/contract/client.ts';
import { runHardened } from '../../test/engine/support/containers.ts';
import { median } from '../server/statistics.ts';
import { tidied } from './tidied.ts';

const ROUNDS = 10;
const REQUESTS = 20;

/**
 * How many times as long a request takes through a container's port as through a local socket of
 * the same server: median over rounds in which both take turns.
 */
export function latencyRatio(docker: Docker, image: string, picture: Buffer): Promise<number> {
  return tidied(async (scope) => {
    const inside = (await runHardened(scope, docker, image)).client;
    const script = join(ROOT, 'src', 'server', 'entry.ts');
    const model = join(SAMPLES, 'models', 'parts-v10.onnx');
    const server = await startServer(model, { script });
    scope.after(() => server.stop());
    const outside = server.client;
    await medianOf(inside, picture);
    await medianOf(outside, picture);
    const ratios: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const [first, second] = i % 2 === 0 ? [inside, outside] : [outside, inside];
      const [a, b] = [await medianOf(first, picture), await medianOf(second, picture)];
      ratios.push(i % 2 === 0 ? a / b : b / a);
    }
    return median(ratios);
  });
}

async function medianOf(client: Client, picture: Buffer): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const start = performance.now();
    await client.predict(picture);
    times.push(performance.now() - start);
  }
  return median(times);
}
