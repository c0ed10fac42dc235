import type { Server } from 'node:http';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { closeQuietConnections } from './connectionErrors.ts';
import type { ServerContext } from './context.ts';

/** Milliseconds that requests in flight have to end after the server was asked to. */
const GRACE_MS = 25_000;
/** Milliseconds in which requests that were on their way still get an answer: that it is ending. */
const LAST_REFUSALS_MS = 200;
/** How often connections that fell idle are closed meanwhile. */
const SWEEP_MS = 50;

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** What has to end. */
export interface Running {
  readonly server: Server;
  readonly context: ServerContext;
  readonly log: FastifyBaseLogger;
}

/**
 * Ends the process when it is asked to: by SIGTERM or SIGINT, and with `exitWithStdin` when
 * standard input closes. What is in flight is finished first; a second signal ends at once.
 */
export function endWhenAsked(running: Running, exitWithStdin: boolean): void {
  let asked = false;
  const end = (reason: string, code: number): void => {
    if (asked) process.exit(code);
    asked = true;
    running.log.info({ reason }, 'stopping');
    void stop(running).then((exitCode) => {
      running.log.info('stopped');
      process.exit(exitCode);
    });
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => end(signal, code));
  if (!exitWithStdin) return;
  process.stdin.once('end', () => end('standard input closed', 0));
  process.stdin.once('error', () => end('standard input closed', 0));
  process.stdin.resume();
}

/**
 * Accepts nothing new, finishes what is in flight, ends the workers.
 * @returns exit code: 0, or 1 when the grace time did not suffice.
 */
async function stop({ server, context, log }: Running): Promise<number> {
  context.stopping = true;
  await delay(LAST_REFUSALS_MS);
  // What came in while the process was busy is read in this turn, before its connection is closed.
  await nextTurn();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept alive is told "close" with its next answer, or closed when idle.
  const sweep = setInterval(closeQuietConnections, SWEEP_MS);
  closeQuietConnections();
  const grace = new Promise<'late'>((resolve) => {
    setTimeout(() => resolve('late'), GRACE_MS).unref();
  });
  const finished = closed.then(() => context.predictor.close());
  const outcome = await Promise.race([finished, grace]);
  clearInterval(sweep);
  if (outcome !== 'late') return 0;
  log.warn({ seconds: GRACE_MS / 1000 }, 'requests in flight did not end in time');
  return 1;
}
