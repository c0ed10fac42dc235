import * as vscode from 'vscode';
import type { GpuDevice, MigInstance } from '../../gpu/gpuSnapshot.ts';
import { cardName } from '../../gpu/placement/units.ts';
import type { Parts } from '../parts.ts';
import { sentenceText } from '../sentenceText.ts';
import type { CardRow, SliceRow } from './gpuRows.ts';
import { memoryOf } from './gpuText.ts';

/** A card, or a slice of it. */
export interface GpuMeant {
  readonly device: GpuDevice;
  readonly instance?: MigInstance;
}

interface GpuPick extends vscode.QuickPickItem {
  readonly gpu: GpuMeant;
}

/**
 * The card or slice that a command means: that of the row that it was given, else one that is asked
 * for. Where there are none, says why.
 * @param slices whether a slice may be meant.
 */
export async function gpuMeant(
  { gpus }: Parts,
  argument: unknown,
  title: string,
  slices: boolean,
): Promise<GpuMeant | undefined> {
  const row = argument as Partial<CardRow | SliceRow> | undefined;
  if (row?.kind === 'card' && row.device) return { device: row.device };
  if (row?.kind === 'slice' && row.device) {
    return slices && row.instance
      ? { device: row.device, instance: row.instance }
      : { device: row.device };
  }
  const state = await gpus.sampleOnce();
  if (!state.ok) {
    const { sentence, message } = state.unavailable;
    throw new Error(sentence ? sentenceText(sentence) : message);
  }
  const all = state.snapshot.devices.flatMap((device): GpuMeant[] => [
    { device },
    ...(slices ? device.migInstances.map((instance) => ({ device, instance })) : []),
  ]);
  const [only] = all;
  if (all.length === 1) return only;
  const items = all.map(
    (gpu): GpuPick => ({
      label: gpu.instance
        ? cardName(gpu.device, gpu.instance)
        : `GPU ${gpu.device.index} · ${gpu.device.name}`,
      description: memoryOf(
        (gpu.instance ?? gpu.device).memoryUsedBytes,
        (gpu.instance ?? gpu.device).memoryTotalBytes,
      ),
      detail: (gpu.instance ?? gpu.device).uuid,
      iconPath: new vscode.ThemeIcon(gpu.instance ? 'split-horizontal' : 'chip'),
      gpu,
    }),
  );
  const placeHolder = vscode.l10n.t('Which GPU?');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  return picked?.gpu;
}
