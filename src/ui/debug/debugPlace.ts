import type { Replica } from '../../deployment/replicaState.ts';
import type { Engine } from '../../engine/engine.ts';
import { chooseDevice } from '../deploy/chooseDevice.ts';
import type { DeploymentChoice } from '../deploy/chosenDeployment.ts';
import { knownGpus } from '../deploy/engineGpus.ts';
import { debuggingWords } from '../deploy/placementWords.ts';
import { type Placed, placeReplicas } from '../deploy/placing.ts';
import type { Parts } from '../parts.ts';

/**
 * Where a deployment is debugged: where it runs, as it gives its place up; else where the user says,
 * who is not asked where there is nothing to choose.
 * @returns undefined when the user cancels.
 */
export async function debugPlace(
  parts: Parts,
  engine: Engine,
  title: string,
  { project, name, entry }: DeploymentChoice,
  running: readonly Replica[],
): Promise<Placed | undefined> {
  const there = running.find(
    ({ labels, state, role }) =>
      labels.project === project &&
      labels.deployment === name &&
      labels.replica === 0 &&
      role === 'serving' &&
      state !== 'exited',
  );
  if (there !== undefined) {
    const { gpu, vramMib, overcommit } = there.labels;
    return {
      devices: [gpu === 'cpu' ? { kind: 'cpu' } : { kind: 'gpu', uuid: gpu }],
      vramMib: vramMib > 0 ? vramMib : undefined,
      rooms: [],
      oldFirst: true,
      overcommit,
    };
  }
  const wanted = { replicas: running, wanted: entry.gpu };
  const chosen = (await onlyCpu(parts, engine, entry.gpu))
    ? { choice: { kind: 'cpu' } as const, gpus: undefined }
    : await chooseDevice(parts, engine, title, wanted);
  if (chosen === undefined) return undefined;
  const { choice, gpus } = chosen;
  const words = debuggingWords(name);
  const one = { project, name, replicas: 1, vram: entry.vram, choice, words };
  return placeReplicas(one, gpus, running);
}

async function onlyCpu(
  { gpus }: Parts,
  engine: Engine,
  wanted: number | string | undefined,
): Promise<boolean> {
  if (wanted === 'cpu') return true;
  // What a remote engine's host has may have to be looked for, which the user decides.
  if (engine.remote) return false;
  const known = await knownGpus(gpus, engine);
  return known === undefined || !known.ok || known.snapshot.devices.length === 0;
}
