import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from '../../scripts/server/serverProcess.ts';
import { Load } from './load.ts';
import { residentMib } from './residentMemory.ts';

/** Resident memory of a fresh server in MiB; undefined where the system does not tell. */
export interface Memory {
  readonly rest: number | undefined;
  readonly after100: number | undefined;
  readonly after1000: number | undefined;
}

/** Milliseconds of rest before memory is read. */
const SETTLE_MS = 1000;

/** Starts a server of its own and sends it 1,000 requests, several at once. */
export async function measureMemory(
  model: string,
  picture: Buffer,
  concurrency: number,
  signal: AbortSignal,
): Promise<Memory> {
  const server = await startServer(model);
  try {
    const load = new Load(server.client, picture, concurrency, signal);
    const settled = async (): Promise<number | undefined> => {
      await delay(SETTLE_MS, undefined, { signal });
      return server.process.pid === undefined ? undefined : residentMib(server.process.pid);
    };
    const rest = await settled();
    await load.requests(100);
    const after100 = await settled();
    await load.requests(900);
    return { rest, after100, after1000: await settled() };
  } finally {
    await server.stop();
  }
}
