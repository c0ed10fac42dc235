import * as vscode from 'vscode';
import type { GpuDevice, GpuState } from '../../gpu/gpuSnapshot.ts';
import { placementUnits } from '../../gpu/placement/units.ts';
import { isGpuPolicy } from '../../project/gpuPolicy.ts';

/** What `yolo.json` asks for, and the cards that there are. */
interface Wish {
  /** An index, a UUID, a policy or `cpu`; `auto` where it says nothing. */
  readonly wanted: number | string | undefined;
  /** Undefined where nobody has looked yet. */
  readonly gpus: GpuState | undefined;
}

/** UUIDs of what a wish means: the card or slice that it names, or the slices of the card. */
export function unitsMeant(wanted: number | string, gpus: GpuState): string[] {
  if (!gpus.ok) return [];
  const card = cardMeant(wanted, gpus.snapshot.devices)?.uuid;
  return placementUnits(gpus.snapshot.devices)
    .filter(({ uuid, cardUuid }) => uuid === wanted || cardUuid === card)
    .map(({ uuid }) => uuid);
}

/** Why the card that `yolo.json` names cannot be taken; undefined where it can, or names none. */
export function refusedWish({ wanted = 'auto', gpus }: Wish): string | undefined {
  if (!gpus?.ok || wanted === 'cpu' || isGpuPolicy(wanted)) return undefined;
  const { devices } = gpus.snapshot;
  const card = cardMeant(wanted, devices);
  const named = typeof wanted === 'number' ? `GPU ${wanted}` : wanted;
  const { t } = vscode.l10n;
  if (card?.lost) return t('{0}, which yolo.json names, no longer answers.', named);
  if (card?.migEnabled) {
    return card.migInstances.length > 0
      ? t('{0}, which yolo.json names, is divided into MIG slices: choose one of them.', named)
      : t('{0}, which yolo.json names, is under MIG and has no slices.', named);
  }
  if (unitsMeant(wanted, gpus).length > 0) return undefined;
  return t('{0}, which yolo.json names, is not among the {1} GPUs here.', named, devices.length);
}

function cardMeant(wanted: number | string, devices: readonly GpuDevice[]): GpuDevice | undefined {
  return devices.find(({ index, uuid }) => index === wanted || uuid === wanted);
}
