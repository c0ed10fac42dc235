import { startServer } from '../../scripts/server/serverProcess.ts';

/** How a fresh server came up; milliseconds since its process was started. */
export interface Startup {
  /** It answers HTTP. */
  readonly listening: number;
  /** Its model is loaded and warm. */
  readonly ready: number;
  readonly firstAnswer: number;
}

/** Starts a server, sends it a picture, ends it. */
export async function measureStartup(
  model: string,
  picture: Buffer,
  signal: AbortSignal,
): Promise<Startup> {
  signal.throwIfAborted();
  const startedAt = Date.now();
  const start = performance.now();
  const server = await startServer(model);
  let firstAnswer: number;
  try {
    await server.client.predict(picture);
    firstAnswer = performance.now() - start;
  } finally {
    await server.stop();
  }
  const logged = (msg: string): number => loggedAt(server.log, msg) - startedAt;
  return { listening: logged('listening'), ready: logged('ready'), firstAnswer };
}

/** When a message was logged, milliseconds since the epoch; NaN when it was not. */
function loggedAt(log: readonly string[], msg: string): number {
  for (const line of log) {
    const event = JSON.parse(line) as { readonly msg: string; readonly time: string };
    if (event.msg === msg) return Date.parse(event.time);
  }
  return Number.NaN;
}
