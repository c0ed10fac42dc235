import * as vscode from 'vscode';
import { holds, promisedTo, reservationOf } from '../../deployment/promises.ts';
import type { Replica } from '../../deployment/replicaState.ts';
import type { GpuState, GpuUnavailable } from '../../gpu/gpuSnapshot.ts';
import { reservationsIn } from '../../gpu/placement/reservations.ts';
import { Room } from '../../gpu/placement/room.ts';
import { type PlacementUnit, placementUnits } from '../../gpu/placement/units.ts';
import { GPU_POLICIES, type GpuPolicy } from '../../project/gpuPolicy.ts';
import { sentenceText } from '../sentenceText.ts';
import { refusedWish, unitsMeant } from './wantedDevice.ts';

/** Where to run, as a person chooses it. */
export type DeviceChoice =
  | { readonly kind: 'cpu' }
  /** Found: the GPU or slice with the most room, with the fewest containers, or the first with room. */
  | { readonly kind: GpuPolicy }
  | { readonly kind: 'gpu'; readonly uuid: string };

/** The user wants to see the GPUs of the engine's host first, which takes a container there. */
type Look = { readonly kind: 'look' };

interface DeviceItem extends vscode.QuickPickItem {
  readonly choice?: DeviceChoice | Look;
}

/** What the list of devices is made from. */
export interface DeviceSources {
  /** Undefined where nobody has looked yet. */
  readonly gpus: GpuState | undefined;
  /** Where a container could look that has not; undefined where that is no help. */
  readonly unseen: string | undefined;
  readonly replicas: readonly Replica[];
  /** What `yolo.json` asks for: an index, a UUID, a policy or `cpu`. */
  readonly wanted: number | string | undefined;
}

/**
 * Asks where to run: every GPU and MIG instance with its memory and what runs there, or the CPU.
 * What `yolo.json` asks for comes first; where it cannot be had, the question says why.
 * @returns undefined when the user cancels.
 */
export async function pickDevice(
  title: string,
  sources: DeviceSources,
): Promise<DeviceChoice | Look | undefined> {
  const picked = await vscode.window.showQuickPick(deviceItems(sources), {
    title,
    placeHolder: refusedWish(sources) ?? vscode.l10n.t('Where shall it run?'),
    matchOnDescription: true,
  });
  return picked?.choice;
}

function deviceItems(sources: DeviceSources): DeviceItem[] {
  const { gpus, unseen, replicas, wanted = 'auto' } = sources;
  const look: DeviceItem[] = unseen === undefined ? [] : [lookItem(unseen)];
  const cpu: DeviceItem = {
    label: vscode.l10n.t('CPU'),
    iconPath: new vscode.ThemeIcon('server'),
    description: vscode.l10n.t('no GPU'),
    detail: runningThere('cpu', replicas),
    choice: { kind: 'cpu' },
  };
  if (gpus === undefined) return wanted === 'cpu' ? [cpu, ...look] : [...look, cpu];
  if (!gpus.ok) {
    const why = unavailableText(gpus.unavailable);
    return [{ ...cpu, detail: vscode.l10n.t('No GPU can be chosen: {0}', why) }, ...look];
  }
  const units = placementUnits(gpus.snapshot.devices);
  const holding = replicas.filter(holds);
  const room = new Room(units, reservationsIn(gpus.snapshot, holding.map(reservationOf)));
  const promised = ({ uuid }: PlacementUnit): number =>
    holding
      .filter(({ labels }) => labels.gpu === uuid)
      .reduce((sum, replica) => sum + promisedTo(replica), 0);
  const simulated = gpus.snapshot.simulated ? ` · ${vscode.l10n.t('simulated')}` : '';
  const names = new Map(gpus.snapshot.devices.map(({ uuid, name }) => [uuid, name]));
  // With one place only there is nothing to find.
  const policies = GPU_POLICIES.filter(
    (kind) => units.length > 1 || (units.length > 0 && (kind === 'auto' || kind === wanted)),
  ).map(policyItem);
  const cards = units.map((unit): DeviceItem => {
    const name = unit.kind === 'gpu' ? ` · ${names.get(unit.uuid) ?? ''}` : '';
    return {
      label: `${unit.label}${name}${simulated}`,
      iconPath: new vscode.ThemeIcon('chip'),
      description: memoryOf(unit, room.free(unit), promised(unit)),
      detail: [sliceId(unit), runningThere(unit.uuid, replicas)].filter(Boolean).join(' · '),
      choice: { kind: 'gpu', uuid: unit.uuid },
    };
  });
  const items = [...policies, ...cards, cpu];
  const meant = unitsMeant(wanted, gpus);
  const isMeant = ({ choice }: DeviceItem): boolean =>
    choice?.kind === 'gpu' ? meant.includes(choice.uuid) : choice?.kind === wanted;
  return [...items.filter(isMeant), ...items.filter((item) => !isMeant(item))];
}

const POLICY_ICONS: Readonly<Record<GpuPolicy, string>> = {
  auto: 'wand',
  spread: 'split-horizontal',
  pack: 'layers',
};

function policyItem(kind: GpuPolicy): DeviceItem {
  const { t } = vscode.l10n;
  const texts = {
    auto: [t('Automatic'), t('where there is the most room')],
    spread: [t('Spread'), t('where the fewest containers are')],
    pack: [t('Pack'), t('the first with room, so that others stay free')],
  } as const;
  const [label, description] = texts[kind];
  const iconPath = new vscode.ThemeIcon(POLICY_ICONS[kind]);
  return { label, iconPath, description, choice: { kind } };
}

function lookItem(where: string): DeviceItem {
  return {
    label: vscode.l10n.t('List the GPUs of {0}…', where),
    iconPath: new vscode.ThemeIcon('search'),
    detail: vscode.l10n.t(
      'Starts a small container there that runs nvidia-smi, and removes it again.',
    ),
    choice: { kind: 'look' },
  };
}

/**
 * `17.2 GiB free of 24.0 GiB, 6.8 GiB used`, and what is promised where that leaves less.
 * @param free bytes that may be given out.
 */
function memoryOf(
  { totalBytes, usedBytes }: PlacementUnit,
  free: number | undefined,
  promised: number,
): string {
  if (usedBytes === undefined && totalBytes !== undefined) {
    return vscode.l10n.t('{0} in all, use not told', gib(totalBytes));
  }
  const left = free === undefined ? undefined : Math.max(0, free);
  const figures = [gib(left), gib(totalBytes), gib(usedBytes)] as const;
  return promised > (usedBytes ?? 0)
    ? vscode.l10n.t('{0} free of {1}, {2} used, {3} promised', ...figures, gib(promised))
    : vscode.l10n.t('{0} free of {1}, {2} used', ...figures);
}

/** Slices of one card differ by nothing else that people see. */
function sliceId({ kind, uuid }: PlacementUnit): string {
  return kind === 'mig' ? uuid : '';
}

/** Names of the deployments that run on a device. */
function runningThere(uuid: string, replicas: readonly Replica[]): string {
  const names = new Set(
    replicas
      .filter(({ labels, state }) => labels.gpu === uuid && state !== 'exited')
      .map(({ labels }) => labels.deployment),
  );
  if (names.size === 0) return vscode.l10n.t('no deployment runs there');
  return vscode.l10n.t('runs there: {0}', [...names].join(', '));
}

function unavailableText({ sentence, message }: GpuUnavailable): string {
  return sentence ? sentenceText(sentence) : message;
}

/** Bytes as GiB with one decimal; "n/a" where the driver does not tell. */
function gib(bytes: number | undefined): string {
  return bytes === undefined ? vscode.l10n.t('n/a') : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
