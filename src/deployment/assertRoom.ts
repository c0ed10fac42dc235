import { inspectContainer } from '../engine/containers.ts';
import type { Engine } from '../engine/engine.ts';
import { memoryText } from '../gpu/memoryText.ts';
import { sentence } from '../text/sentence.ts';
import type { DeploymentSpec } from './deploymentSpec.ts';
import { holds, promisedTo } from './promises.ts';
import type { Replica } from './replicaState.ts';
import { listReplicas } from './replicas.ts';
import { DeployError } from './startFailure.ts';

const MIB = 2 ** 20;

/**
 * Makes sure that what was free for a deployment when it was planned still is, now that its container is
 * made and seen by all who plan or deploy elsewhere. Of two who were planned at once the first one counts.
 * @param containerId the container that was made.
 * @throws DeployError which says in numbers who has it now.
 */
export async function assertRoom(
  engine: Engine,
  { project, name, devices, vramMib = 0, rooms = [] }: DeploymentSpec,
  containerId: string,
): Promise<void> {
  if (vramMib === 0 || rooms.length === 0) return;
  const others = (await listReplicas(engine)).filter(
    (replica) =>
      holds(replica) && (replica.labels.project !== project || replica.labels.deployment !== name),
  );
  for (const room of rooms) {
    const isHere = (uuid: string): boolean => room.uuids.includes(uuid);
    const wanted =
      devices.filter((device) => device.kind === 'gpu' && isHere(device.uuid)).length *
      vramMib *
      MIB;
    const here = others.filter(({ labels }) => isHere(labels.gpu));
    const ids = new Set(here.map(({ id }) => id));
    const freed = [...room.promised].reduce((sum, [id, of]) => (ids.has(id) ? sum : sum + of), 0);
    const left = room.freeBytes + freed - wanted;
    const since = here.filter(
      (replica) => !room.promised.has(replica.id) && promisedTo(replica) > 0,
    );
    if (sum(since) <= left) continue;
    const earlier = await madeBefore(engine, containerId, since);
    if (sum(earlier) <= left) continue;
    throw new DeployError(
      'refused',
      sentence(
        '{0} no longer fits on {1}: of the {2} that were free when this was planned, {3} took {4}.',
        name,
        room.label,
        memoryText(room.freeBytes + freed, 'down'),
        earlier.map((replica) => replica.labels.deployment).join(', '),
        memoryText(sum(earlier)),
      ),
      { fix: sentence('Deploy it again to see where it fits now.') },
    );
  }
}

function sum(replicas: readonly Replica[]): number {
  return replicas.reduce((all, replica) => all + promisedTo(replica), 0);
}

async function madeBefore(
  engine: Engine,
  containerId: string,
  replicas: readonly Replica[],
): Promise<Replica[]> {
  const own = await createdAt(engine, containerId);
  const times = await Promise.all(replicas.map(({ id }) => createdAt(engine, id).catch(() => '')));
  // One that is gone by now has no time, and takes no room.
  return replicas.filter((_, at) => times[at] !== '' && (times[at] ?? '') < own);
}

/** When a container was made, to the nanosecond, as a text that sorts. */
async function createdAt(engine: Engine, id: string): Promise<string> {
  const { Created } = await inspectContainer(engine, id);
  const [, seconds = Created, fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(Created) ?? [];
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
