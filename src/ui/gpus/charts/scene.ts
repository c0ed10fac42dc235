import * as vscode from 'vscode';
import type { ChartPart, ChartUser, Scene } from '../../../../webview/monitorProtocol.ts';
import type { WatchedReplica } from '../../../deployment/replicaLife.ts';
import { usageOf } from '../../../gpu/attribution/usageRows.ts';
import type { GpuSnapshot, GpuState } from '../../../gpu/gpuSnapshot.ts';
import { cardName } from '../../../gpu/placement/units.ts';
import { replicaName } from '../../deployments/replicaText.ts';
import { sentenceText } from '../../sentenceText.ts';
import { gpuIntervalMs, warnAbove } from '../../settings.ts';
import { containerTargetId } from '../../targets/containerTargetId.ts';
import { shortCardName } from '../gpuText.ts';
import type { Colours } from './colours.ts';

/** Users that have been seen, by the names in frames; they are known for as long as they are drawn. */
export type SeenUsers = Map<string, ChartUser>;

/** What the charts show besides figures. */
export function sceneOf(
  state: GpuState | undefined,
  replicas: readonly WatchedReplica[],
  seen: SeenUsers,
  colours: Colours,
): Scene {
  const common = {
    warnAbove: warnAbove(),
    // Looks may be late on a busy machine; only a longer silence is one.
    gapMs: 3 * gpuIntervalMs() + 2000,
  };
  if (!state?.ok) {
    const problem = state ? problemOf(state) : null;
    return { ...common, simulated: false, problem, parts: [], users: {} };
  }
  const { snapshot } = state;
  learn(snapshot, replicas, seen, colours);
  return {
    ...common,
    simulated: snapshot.simulated,
    problem: snapshot.devices.length > 0 ? null : vscode.l10n.t('The driver finds no GPU.'),
    parts: partsOf(snapshot),
    users: Object.fromEntries(seen),
  };
}

function problemOf({ unavailable }: Extract<GpuState, { ok: false }>): string {
  return unavailable.sentence ? sentenceText(unavailable.sentence) : unavailable.message;
}

function partsOf({ devices }: GpuSnapshot): ChartPart[] {
  return devices.flatMap((device): ChartPart[] => {
    const title = cardName(device);
    if (device.lost) return [];
    if (device.migInstances.length === 0) {
      const total = device.memoryTotalBytes ?? null;
      return [{ uuid: device.uuid, title: `${title} · ${shortCardName(device.name)}`, total }];
    }
    const slices = device.migInstances.map((slice) => ({
      uuid: slice.uuid,
      title: cardName(device, slice),
      total: slice.memoryTotalBytes ?? null,
    }));
    if (device.processes.length === 0) return slices;
    const outside = vscode.l10n.t('{0} · slice not told', title);
    return [
      ...slices,
      { uuid: device.uuid, title: outside, total: device.memoryTotalBytes ?? null },
    ];
  });
}

function learn(
  snapshot: GpuSnapshot,
  replicas: readonly WatchedReplica[],
  seen: SeenUsers,
  colours: Colours,
): void {
  seen.set('other', { label: vscode.l10n.t('other processes'), colour: 'other', budget: null });
  const unattributed = vscode.l10n.t('unattributed');
  seen.set('unattributed', { label: unattributed, colour: 'unattributed', budget: null });
  const rows = usageOf(snapshot).flatMap((part) => part.rows);
  const found = new Map(
    rows.flatMap(({ containerId, containerName }) =>
      containerId === undefined ? [] : [[containerId, containerName] as const],
    ),
  );
  const known = [...found].map(([id, name]) => {
    const replica = replicas.find((one) => one.id === id);
    // A replacement has its predecessor's colour.
    return { id, name, replica, key: replica ? containerTargetId(replica.labels) : (name ?? id) };
  });
  const given = colours.of(known.map(({ key }) => key));
  for (const [at, { id, name, replica }] of known.entries()) {
    seen.set(id, {
      label: replica ? labelOf(replica, replicas) : (name ?? id.slice(0, 12)),
      colour: given[at] ?? 0,
      budget: replica && replica.labels.vramMib > 0 ? replica.labels.vramMib * 2 ** 20 : null,
    });
  }
}

function labelOf(replica: WatchedReplica, all: readonly WatchedReplica[]): string {
  const { project, deployment, replica: number } = replica.labels;
  const same = all.filter(
    ({ labels }) => labels.project === project && labels.deployment === deployment,
  );
  return replicaName(replica, same.length === 1 && number === 0);
}
