import type { Replica } from '../../deployment/replicaState.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import type { Parts } from '../parts.ts';
import { type DeviceChoice, pickDevice } from './devicePick.ts';
import { knownGpus, lookByContainer, unseenAt } from './engineGpus.ts';

/** Where to run, and the hardware as it was when that was chosen. */
export interface ChosenDevice {
  readonly choice: DeviceChoice;
  /** Undefined where nobody has looked, so that only the CPU could be chosen. */
  readonly gpus: GpuState | undefined;
}

/**
 * Asks where to run, of what the engine's own host has; a container that looks is started only when
 * the user chooses to.
 * @param wanted what `yolo.json` asks for.
 * @returns undefined when the user cancels.
 */
export async function chooseDevice(
  { gpus: local }: Parts,
  engine: Engine,
  title: string,
  { replicas, wanted }: { replicas: readonly Replica[]; wanted: number | string | undefined },
): Promise<ChosenDevice | undefined> {
  let gpus = await knownGpus(local, engine);
  for (;;) {
    const unseen = unseenAt(engine, gpus);
    const choice = await pickDevice(title, { gpus, unseen, replicas, wanted });
    if (choice === undefined) return undefined;
    if (choice.kind !== 'look') return { choice, gpus };
    gpus = await lookByContainer(engine);
  }
}
