import { removeContainer, renameContainer } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { describeAddress } from '../engine/engineAddress.ts';
import { assertNotDebugged } from './debug/debugRefusal.ts';
import type { DeploymentSpec } from './deploymentSpec.ts';
import { containerFailure } from './foreignImage.ts';
import { underFreeName } from './freeName.ts';
import { restoreAll, retire, setAside } from './givingWay.ts';
import { alreadyUnderway, assertNotElsewhere } from './otherWindows.ts';
import type { Replica } from './replicaState.ts';
import { replicasOf } from './replicas.ts';
import {
  type DeploySettings,
  removeEventually,
  type Started,
  startReplica,
} from './startReplica.ts';

/** How a deployment of the same name gives way. */
export interface Replacing extends DeploySettings {
  /**
   * Ends the old one before the new one is tried, for want of memory for both. It is started again
   * if the new one fails.
   */
  readonly oldFirst?: boolean;
}

/** What this process deploys now. */
const underway = new Set<string>();

/**
 * Runs a deployment: every replica is started and waited for. One of the same name that runs is
 * replaced only once the new one has been ready, and goes on if that fails; where both want one port the
 * new one is first tried on another port, then takes the old one's, which is kept until the new one
 * answers there. When this rejects, what it made is gone.
 * @returns the replicas that run now, in order.
 * @throws DeployError, EngineError with reason `port-in-use` for another port to be chosen, or the
 * signal's reason.
 */
export async function deploy(
  engine: Engine,
  spec: DeploymentSpec,
  settings: Replacing,
): Promise<Started[]> {
  const what = JSON.stringify([describeAddress(engine.address), spec.project, spec.name]);
  if (underway.has(what)) throw alreadyUnderway(spec.name);
  underway.add(what);
  try {
    const found = await replicasOf(engine, spec.project, spec.name);
    await assertNotElsewhere(engine, spec.name, found, settings.readySeconds);
    // What was stopped for it would be started again when it ends.
    assertNotDebugged(spec.name, found);
    const old = await settleLeftovers(engine, found);
    if (old.length === 0) return await deployFresh(engine, spec, settings);
    if (!sharesPorts(spec, old) && settings.oldFirst !== true) {
      return await deployBeside(engine, spec, old, settings);
    }
    return await deployInPlace(engine, spec, old, settings);
  } catch (error) {
    throw await containerFailure(engine, spec.image, error);
  } finally {
    underway.delete(what);
  }
}

/** Whether the new one has to wait for a port of the old one. */
function sharesPorts({ port, devices }: DeploymentSpec, old: readonly Replica[]): boolean {
  if (port === undefined) return false;
  return old.some((replica) => {
    const offset = (replica.port ?? -1) - port;
    return offset >= 0 && offset < devices.length;
  });
}

/** What an interrupted deploying left: trials are removed, a predecessor without successor counts. */
async function settleLeftovers(engine: Engine, found: readonly Replica[]): Promise<Replica[]> {
  const serving = found.filter(({ role }) => role === 'serving');
  const kept: Replica[] = [...serving];
  for (const replica of found) {
    if (replica.role === 'serving') continue;
    const succeeded = serving.some(({ labels }) => labels.replica === replica.labels.replica);
    if (replica.role !== 'previous' || succeeded) {
      await removeContainer(engine, replica.id);
      continue;
    }
    const { project, deployment, replica: index } = replica.labels;
    const name = await underFreeName(engine, { project, name: deployment }, index, async (free) => {
      await renameContainer(engine, replica.id, free);
      return free;
    });
    kept.push({ ...replica, name, role: 'serving' });
  }
  return kept;
}

async function deployFresh(
  engine: Engine,
  spec: DeploymentSpec,
  settings: DeploySettings,
): Promise<Started[]> {
  const started = await startAll(engine, spec, settings);
  try {
    await promote(engine, spec, started);
  } catch (error) {
    await Promise.all(started.map(({ id }) => removeEventually(engine, id)));
    throw error;
  }
  return started;
}

/** The new replicas run beside the old ones until all are ready. */
async function deployBeside(
  engine: Engine,
  spec: DeploymentSpec,
  old: readonly Replica[],
  settings: DeploySettings,
): Promise<Started[]> {
  const started = await startAll(engine, spec, settings);
  const aside: Replica[] = [];
  try {
    for (const replica of old) {
      settings.onEvent?.({ kind: 'replacing', replica: replica.labels.replica });
      aside.push(replica);
      await setAside(engine, replica);
    }
    await promote(engine, spec, started);
  } catch (error) {
    await Promise.all(started.map(({ id }) => removeEventually(engine, id)));
    throw await restoreAll(engine, aside, error, settings.onEvent);
  }
  await Promise.all(aside.map(({ id }) => removeEventually(engine, id)));
  return started;
}

/** The new replicas take over the ports of the old ones. */
async function deployInPlace(
  engine: Engine,
  spec: DeploymentSpec,
  old: readonly Replica[],
  settings: Replacing,
): Promise<Started[]> {
  if (settings.oldFirst !== true) {
    // What cannot become ready at all must not cost the old one a moment.
    const trial = await startReplica(engine, spec, 0, undefined, settings);
    await removeContainer(engine, trial.id);
  }
  const retired: Replica[] = [];
  const started: Started[] = [];
  try {
    for (const replica of old) {
      settings.signal?.throwIfAborted();
      settings.onEvent?.({ kind: 'replacing', replica: replica.labels.replica });
      retired.push(replica);
      await retire(engine, replica);
    }
    started.push(...(await startAll(engine, spec, settings)));
    await promote(engine, spec, started);
  } catch (error) {
    await Promise.all(started.map(({ id }) => removeEventually(engine, id)));
    throw await restoreAll(engine, retired, error, settings.onEvent);
  }
  await Promise.all(retired.map(({ id }) => removeEventually(engine, id)));
  return started;
}

/** Starts every replica, or none. */
async function startAll(
  engine: Engine,
  spec: DeploymentSpec,
  settings: DeploySettings,
): Promise<Started[]> {
  const started: Started[] = [];
  try {
    for (const replica of spec.devices.keys()) {
      const port = spec.port === undefined ? undefined : spec.port + replica;
      started.push(await startReplica(engine, spec, replica, port, settings));
    }
    return started;
  } catch (error) {
    await Promise.all(started.map(({ id }) => removeEventually(engine, id)));
    throw error;
  }
}

/** Gives containers that have proved themselves their lasting names. */
async function promote(
  engine: Engine,
  spec: DeploymentSpec,
  started: readonly Started[],
): Promise<void> {
  for (const { id, replica } of started) {
    await underFreeName(engine, spec, replica, (name) => renameContainer(engine, id, name));
  }
}
