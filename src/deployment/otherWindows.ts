import { hostname } from 'node:os';
import type { Engine } from '../engine/engine.ts';
import { sentence } from '../text/sentence.ts';
import type { Replica } from './replicaState.ts';
import { DeployError } from './startFailure.ts';

/** Seconds beyond those of becoming ready in which a container on trial is someone's work. */
const MARGIN_SECONDS = 60;

/** What deploys here: a process of a machine, as a container's label says it. */
export function maker(): string {
  return `${hostname()} ${process.pid}`;
}

/**
 * Refuses what another window is deploying, by the containers that it tries out. Those of a window
 * that is gone do not count, nor those that are older than a trial can be.
 * @param readySeconds seconds in which a server has to become ready.
 * @throws DeployError
 */
export async function assertNotElsewhere(
  engine: Engine,
  deployment: string,
  found: readonly Replica[],
  readySeconds: number,
): Promise<void> {
  const trials = found.filter(({ role, labels }) => role === 'trial' && mayWork(labels.maker));
  if (trials.length === 0) return;
  const now = await timeOf(engine);
  const longest = (readySeconds + MARGIN_SECONDS) * 1000;
  if (trials.some(({ created }) => now - created < longest)) throw beingDeployed(deployment);
}

/** That it is being deployed here already. */
export function alreadyUnderway(deployment: string): DeployError {
  return new DeployError('refused', sentence('{0} is being deployed already.', deployment), {
    fix: sentence('Wait until that has ended, or cancel it.'),
  });
}

/** That somebody else is at it. */
export function beingDeployed(deployment: string): DeployError {
  return new DeployError(
    'refused',
    sentence('{0} is being deployed from another window.', deployment),
    { fix: sentence('Wait until that has ended, or cancel it there.') },
  );
}

/** Whether what made a container may still be at work on it; this process would know. */
function mayWork(made: string): boolean {
  const [, host, pid] = /^(.+) (\d+)$/.exec(made) ?? [];
  if (made === maker() || host === undefined) return false;
  return host !== hostname() || runs(Number(pid));
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The clock by which the engine dates its containers, milliseconds since 1970. */
async function timeOf(engine: Engine): Promise<number> {
  const { SystemTime } = (await engine.call((docker) => docker.info())) as { SystemTime: string };
  return Date.parse(SystemTime);
}
