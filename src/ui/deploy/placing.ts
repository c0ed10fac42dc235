import * as vscode from 'vscode';
import type { ReplicaDevice } from '../../deployment/deploymentSpec.ts';
import type { PlannedRoom } from '../../deployment/plannedRoom.ts';
import { holds, promisedTo, reservationOf } from '../../deployment/promises.ts';
import type { Replica } from '../../deployment/replicaState.ts';
import type { GpuState } from '../../gpu/gpuSnapshot.ts';
import { evenly } from '../../gpu/placement/evenly.ts';
import { type PlacementPlan, place } from '../../gpu/placement/place.ts';
import type { PlacementRefusal } from '../../gpu/placement/refusal.ts';
import type { PlacementRequest, VramRequest } from '../../gpu/placement/request.ts';
import { reservationsIn } from '../../gpu/placement/reservations.ts';
import { type PlacementUnit, placementUnits } from '../../gpu/placement/units.ts';
import { vramBytes } from '../../project/vramBytes.ts';
import { sentenceText } from '../sentenceText.ts';
import type { DeviceChoice } from './devicePick.ts';
import { confirmPlan, type PlanLine, planLines } from './placementPlan.ts';
import type { PlacementWords } from './placementWords.ts';

const MIB = 2 ** 20;

/** What is to be placed. */
export interface ToPlace {
  readonly project: string;
  readonly name: string;
  readonly replicas: number;
  /** Budget as `yolo.json` writes it. */
  readonly vram: string | undefined;
  readonly choice: DeviceChoice;
  readonly words: PlacementWords;
}

/** Where every replica goes. */
export interface Placed {
  readonly devices: readonly ReplicaDevice[];
  /** Budget of each in MiB; undefined for none. */
  readonly vramMib: number | undefined;
  /** Version of the driver there, where it is known. */
  readonly driverVersion?: string | undefined;
  /** The one that runs now has to end first, because there is no room for both. */
  readonly oldFirst: boolean;
  /** What was free there; none where nothing is given out, or more than there is. */
  readonly rooms: readonly PlannedRoom[];
  /** The user chose to give out more memory than there is. */
  readonly overcommit: boolean;
}

/**
 * Decides where replicas run, and shows it before anything is done; what does not fit is refused in
 * numbers, unless the user chooses to overcommit. Rejects with a cancellation when the user gives up.
 */
export async function placeReplicas(
  wanted: ToPlace,
  gpus: GpuState | undefined,
  running: readonly Replica[],
): Promise<Placed> {
  const { choice, replicas, name, words } = wanted;
  if (choice.kind === 'cpu' || !gpus?.ok) {
    const devices = Array.from({ length: replicas }, () => ({ kind: 'cpu' }) as const);
    return { devices, vramMib: undefined, rooms: [], oldFirst: false, overcommit: false };
  }
  const { snapshot } = gpus;
  const { driverVersion } = snapshot;
  const vram = requested(wanted.vram);
  const request: PlacementRequest = {
    replicas,
    policy: policyOf(choice, replicas),
    ...(vram && { vram }),
  };
  const isOld = ({ labels }: Replica): boolean =>
    labels.project === wanted.project && labels.deployment === wanted.name;
  const holding = running.filter(holds);
  const tryWith = (leaves: (replica: Replica) => boolean, more: Partial<PlacementRequest> = {}) => {
    const budgets = holding.map((replica) => ({
      ...reservationOf(replica),
      leaving: leaves(replica),
    }));
    const found = place(snapshot.devices, reservationsIn(snapshot, budgets), {
      ...request,
      ...more,
    });
    return found.ok ? evenly(found) : found;
  };
  const others = holding.filter((replica) => !isOld(replica));
  const roomsOf = (plan: PlacementPlan): PlannedRoom[] =>
    plannedRooms(plan, placementUnits(snapshot.devices), others);
  const nobody = (): boolean => false;
  const beside = tryWith(nobody);
  if (beside.ok) {
    const agreed = await confirmPlan(words, planLines(name, beside, snapshot));
    if (!agreed) throw new vscode.CancellationError();
    return { ...placed(beside, vram), rooms: roomsOf(beside), driverVersion };
  }
  if (holding.some(isOld)) {
    const instead = tryWith(isOld);
    if (instead.ok) {
      await askOldFirst(name, beside, planLines(name, instead, snapshot));
      return { ...placed(instead, vram), rooms: roomsOf(instead), oldFirst: true, driverVersion };
    }
  }
  const over = tryWith(nobody, { overcommit: true });
  await askOvercommit(wanted, beside, over.ok ? planLines(name, over, snapshot) : undefined);
  if (!over.ok) throw new vscode.CancellationError();
  return { ...placed(over, vram), overcommit: true, driverVersion };
}

function plannedRooms(
  { replicas }: PlacementPlan,
  units: readonly PlacementUnit[],
  others: readonly Replica[],
): PlannedRoom[] {
  const pools = new Map<string, PlannedRoom>();
  // The first replica on a card found most of it free.
  for (const { unit, freeBytes } of replicas) {
    if (freeBytes === undefined || pools.has(unit.pool)) continue;
    const uuids = units.filter(({ pool }) => pool === unit.pool).map(({ uuid }) => uuid);
    const here = others.filter(({ labels }) => uuids.includes(labels.gpu));
    const promised = new Map(here.map((replica) => [replica.id, promisedTo(replica)]));
    pools.set(unit.pool, { label: unit.label, uuids, freeBytes, promised });
  }
  return [...pools.values()];
}

function policyOf(
  choice: Exclude<DeviceChoice, { kind: 'cpu' }>,
  replicas: number,
): PlacementRequest['policy'] {
  if (choice.kind === 'gpu') return { kind: 'pinned', uuids: [choice.uuid] };
  return { kind: choice.kind === 'auto' && replicas > 1 ? 'spread' : choice.kind };
}

function placed({ replicas }: PlacementPlan, vram: VramRequest | undefined): Placed {
  const budget = Math.min(...replicas.map(({ vramBytes: bytes }) => bytes));
  return {
    devices: replicas.map(({ unit }) => ({ kind: 'gpu', uuid: unit.uuid })),
    vramMib: vram === undefined ? undefined : Math.floor(budget / MIB),
    rooms: [],
    oldFirst: false,
    overcommit: false,
  };
}

function requested(vram: string | undefined): VramRequest | undefined {
  if (vram === undefined) return undefined;
  const bytes = vramBytes(vram);
  return bytes === undefined ? { share: Number.parseFloat(vram) / 100 } : { bytes };
}

async function askOldFirst(
  name: string,
  refused: PlacementRefusal,
  plan: readonly PlanLine[],
): Promise<void> {
  const stop = vscode.l10n.t('Stop the Old One First');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('There is no room for the old and the new {0} at once.', name),
    {
      modal: true,
      detail: [
        sentenceText(refused.what),
        vscode.l10n.t('If the new one fails, the old one is started again.'),
        ...plan.map(lineText),
      ].join('\n'),
    },
    stop,
  );
  if (answer !== stop) throw new vscode.CancellationError();
}

/** `line-b → GPU 0: budget 4.00 GiB; 12.10 GiB remain`. */
function lineText({ where, memory }: PlanLine): string {
  return `${where}: ${memory}`;
}

async function askOvercommit(
  { name, words: { anyway, risk } }: ToPlace,
  refused: PlacementRefusal,
  plan: readonly PlanLine[] | undefined,
): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} does not fit.', name),
    {
      modal: true,
      detail: [
        sentenceText(refused.what),
        ...refused.suggestions.map(sentenceText),
        ...(plan ? [risk, ...plan.map(lineText)] : []),
      ].join('\n'),
    },
    ...(plan ? [anyway] : []),
  );
  if (answer !== anyway) throw new vscode.CancellationError();
}
