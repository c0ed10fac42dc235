import * as vscode from 'vscode';
import type { GpuSnapshot } from '../../gpu/gpuSnapshot.ts';
import { freeText, memoryText } from '../../gpu/memoryText.ts';
import type { PlacedReplica, PlacementPlan } from '../../gpu/placement/place.ts';
import type { PlacementWords } from './placementWords.ts';

/** One line of a plan: which replica, where, and what that leaves. */
export interface PlanLine {
  /** `line-b-0 → GPU 1`. */
  readonly where: string;
  /** The card's name. */
  readonly card: string;
  /** Budget and what remains. */
  readonly memory: string;
}

/** A plan in words, in the order of the replicas. */
export function planLines(
  name: string,
  { replicas }: PlacementPlan,
  snapshot: GpuSnapshot,
): PlanLine[] {
  return replicas.map((placed, at) => {
    const { unit } = placed;
    const device = snapshot.devices.find(({ uuid }) => uuid === unit.cardUuid);
    const simulated = snapshot.simulated ? ` · ${vscode.l10n.t('simulated')}` : '';
    return {
      where: `${replicas.length > 1 ? `${name}-${at}` : name} → ${unit.label}`,
      card: `${device?.name ?? unit.uuid}${simulated}`,
      memory: memoryOf(placed),
    };
  });
}

function memoryOf({ unit, vramBytes, freeBytes, overcommitBytes }: PlacedReplica): string {
  const { t } = vscode.l10n;
  if (freeBytes === undefined) {
    return vramBytes === 0
      ? t('no budget; the card does not tell its memory')
      : t('budget {0}; the card does not tell its memory', memoryText(vramBytes));
  }
  // Then what is free of it is known only as far as deployments have been promised some.
  if (unit.usedBytes === undefined && overcommitBytes === 0) {
    return vramBytes === 0
      ? t('no budget; at most {0} are free: use not told', freeText(freeBytes))
      : t(
          'budget {0}; at most {1} remain: use not told',
          memoryText(vramBytes),
          freeText(freeBytes - vramBytes),
        );
  }
  if (vramBytes === 0) return t('no budget; {0} are free', freeText(freeBytes));
  if (overcommitBytes > 0) {
    return t(
      'budget {0}, which is {1} more than is free',
      memoryText(vramBytes),
      memoryText(overcommitBytes, 'up'),
    );
  }
  return t('budget {0}; {1} remain', memoryText(vramBytes), freeText(freeBytes - vramBytes));
}

interface PlanItem extends vscode.QuickPickItem {
  readonly begins?: true;
}

/**
 * Shows a plan before anything is done.
 * @returns false when the user gives up.
 */
export function confirmPlan(
  { title, hint, begin }: PlacementWords,
  lines: readonly PlanLine[],
): Promise<boolean> {
  const pick = vscode.window.createQuickPick<PlanItem>();
  pick.title = title;
  pick.placeholder = hint;
  pick.ignoreFocusOut = true;
  pick.items = [
    { label: begin, iconPath: new vscode.ThemeIcon('rocket'), begins: true },
    { label: vscode.l10n.t('Plan'), kind: vscode.QuickPickItemKind.Separator },
    ...lines.map(({ where, card, memory }) => ({
      label: where,
      iconPath: new vscode.ThemeIcon('chip'),
      description: card,
      detail: memory,
    })),
  ];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      // The lines of the plan are only to be read.
      if (!pick.selectedItems[0]?.begins) return;
      resolve(true);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(false);
      pick.dispose();
    });
    pick.show();
  });
}
