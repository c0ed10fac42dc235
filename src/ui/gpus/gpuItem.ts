import * as vscode from 'vscode';
import { sliceName } from '../../gpu/placement/units.ts';
import { actionsOf } from '../deployments/replicaActions.ts';
import { pale } from '../deployments/replicaIcon.ts';
import { replicaName, stateText } from '../deployments/replicaText.ts';
import {
  type CardRow,
  type ContainerRow,
  type ForeignRow,
  type GpuRow,
  isIdle,
  type OthersRow,
  type ProcessRow,
  type SliceRow,
} from './gpuRows.ts';
import {
  bar,
  memoryOf,
  percent,
  shortCardName,
  shortMemory,
  smText,
  tightMemory,
  tightPercent,
  tightTotal,
} from './gpuText.ts';

/** What else decides how a row looks. */
export interface GpuSituation {
  /** Share of a budget or card above which memory runs out, 0–1. */
  readonly warnAbove: number;
  readonly isPinned: (row: ContainerRow) => boolean;
}

/** What a row says; the tree puts it into an item. */
interface Look {
  readonly label: string;
  /** What a screen reader says instead of the label. */
  readonly name?: string;
  readonly description?: string | undefined;
  /** What a screen reader says instead of the bar and the figures. */
  readonly spoken?: string;
  readonly icon: vscode.ThemeIcon;
  readonly context?: string;
  readonly expanded?: boolean;
}

/** A row of the GPUs view as the tree draws it, without its tooltip. */
export function gpuItem(row: GpuRow, situation: GpuSituation): vscode.TreeItem {
  const look = lookOf(row, situation);
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const state = row.children.length === 0 ? None : look.expanded ? Expanded : Collapsed;
  const item = new vscode.TreeItem(look.label, state);
  item.id = row.id;
  item.iconPath = look.icon;
  if (look.description !== undefined) item.description = look.description;
  if (look.context !== undefined) item.contextValue = look.context;
  const spoken = look.spoken ?? look.description ?? '';
  const label = [look.name ?? look.label, spoken].filter(Boolean).join(', ');
  item.accessibilityInformation = { label };
  return item;
}

function lookOf(row: GpuRow, situation: GpuSituation): Look {
  switch (row.kind) {
    case 'card':
      return cardLook(row, situation);
    case 'slice':
      return sliceLook(row, situation);
    case 'replica':
      return containerLook(row, situation);
    case 'foreign':
    case 'other':
    case 'unattributed':
      return othersLook(row);
    case 'process':
      return processLook(row);
    case 'note':
      return {
        label:
          row.note === 'hidden'
            ? vscode.l10n.t('who uses it is not told')
            : vscode.l10n.t('MIG is on, but there are no slices'),
        icon: new vscode.ThemeIcon('info'),
        context: `yolo.gpu.note.${row.note}`,
      };
  }
}

function cardLook(row: CardRow, { warnAbove }: GpuSituation): Look {
  const { device, usedBytes, totalBytes } = row;
  const label = `GPU ${device.index}`;
  const name = shortCardName(device.name);
  const context = 'yolo.gpu.card';
  if (device.lost) {
    return {
      label,
      description: joined(vscode.l10n.t('no longer answers'), name),
      icon: colored('error', 'list.errorForeground'),
      context,
    };
  }
  const busy = vscode.l10n.t('{0} busy', percent(device.utilizationRatio));
  // How much a card has is no news, so it stands beside the name; what is not told needs its words.
  const isTold = usedBytes !== undefined && totalBytes !== undefined;
  const of = isTold ? undefined : totalBytes;
  return {
    label,
    // What says least comes last, where a narrow side bar cuts it off.
    description: joined(
      barred(
        device.migEnabled
          ? `${tightMemory(usedBytes, of)} MIG`
          : figures({ used: usedBytes, of }, device.utilizationRatio, busy),
        usedBytes,
        totalBytes,
      ),
      isTold ? `${tightTotal(totalBytes)} ${name}` : name,
    ),
    spoken: joined(
      vscode.l10n.t('video memory {0}', memoryOf(usedBytes, totalBytes)),
      device.migEnabled ? 'MIG' : busy,
      name,
    ),
    icon: warned('chip', usedBytes, totalBytes, warnAbove),
    context,
    expanded: true,
  };
}

function sliceLook(row: SliceRow, { warnAbove }: GpuSituation): Look {
  const { instance, usedBytes, totalBytes } = row;
  const sm = smText(instance.smRatio);
  return {
    // Its icon says what it is.
    label: sliceName(instance),
    name: `MIG ${sliceName(instance)}`,
    description: barred(
      figures({ used: usedBytes, of: totalBytes }, instance.smRatio),
      usedBytes,
      totalBytes,
    ),
    spoken: joined(vscode.l10n.t('video memory {0}', memoryOf(usedBytes, totalBytes)), sm),
    icon: warned('split-horizontal', usedBytes, totalBytes, warnAbove),
    context: 'yolo.gpu.slice',
    expanded: !isIdle(row.children),
  };
}

function containerLook(row: ContainerRow, { warnAbove, isPinned }: GpuSituation): Look {
  const { replica, alone, usage, totalBytes } = row;
  const budget = budgetOf(row);
  const memory = atLeast(usage.partial, memoryOf(usage.vramBytes, budget));
  const sm = smText(usage.smRatio);
  const state = replica.state === 'ready' ? undefined : stateText(replica);
  const pin = isPinned(row) ? 'unpin' : 'pin';
  const actions = [...actionsOf(replica), pin];
  return {
    label: replicaName(replica, alone && replica.labels.replica === 0),
    description: barred(
      joined(
        figures({ used: usage.vramBytes, of: budget, partial: usage.partial }, usage.smRatio),
        state,
      ),
      usage.vramBytes,
      budget ?? totalBytes,
    ),
    spoken: joined(vscode.l10n.t('video memory {0}', memory), sm, state),
    icon: warned('server-process', usage.vramBytes, budget, warnAbove),
    context: `yolo.gpu.container:${actions.map((action) => `${action}:`).join('')}`,
  };
}

function othersLook(row: OthersRow | ForeignRow): Look {
  const { kind, usage } = row;
  const memory = atLeast(usage.partial, shortMemory(usage.vramBytes));
  // What no process holds computes nothing.
  const idle = usage.processes.length === 0;
  const sm = idle ? undefined : smText(usage.smRatio);
  return {
    label: kind === 'other' ? vscode.l10n.t('others') : othersName(row),
    name: othersName(row),
    description: idle
      ? atLeast(usage.partial, tightMemory(usage.vramBytes))
      : figures({ used: usage.vramBytes, partial: usage.partial }, usage.smRatio),
    spoken: joined(vscode.l10n.t('video memory {0}', memory), sm),
    icon: kind === 'foreign' ? new vscode.ThemeIcon('package') : pale(OTHERS_ICON[kind]),
    context: `yolo.gpu.${kind}`,
  };
}

const OTHERS_ICON = { other: 'server', unattributed: 'question' } as const;

/** Who that is, for rows that are no deployment. */
export function othersName(row: OthersRow | ForeignRow): string {
  switch (row.kind) {
    case 'foreign':
      return row.name;
    case 'other':
      return vscode.l10n.t('other processes');
    case 'unattributed':
      return vscode.l10n.t('unattributed');
  }
}

function processLook({ process }: ProcessRow): Look {
  const { pid, name, vramBytes, smRatio } = process;
  const program = name?.split(/[\\/]/).at(-1);
  return {
    label: program || vscode.l10n.t('process {0}', pid),
    description: joined(figures({ used: vramBytes }, smRatio), program && `${pid}`),
    spoken: joined(
      program && vscode.l10n.t('process {0}', pid),
      vscode.l10n.t('video memory {0}', shortMemory(vramBytes)),
      smText(smRatio),
    ),
    icon: pale('symbol-event'),
    context: 'yolo.gpu.process',
  };
}

/** A container's budget in bytes; undefined for none. */
export function budgetOf({ replica }: Pick<ContainerRow, 'replica'>): number | undefined {
  return replica.labels.vramMib > 0 ? replica.labels.vramMib * 2 ** 20 : undefined;
}

/** The bar after its figures, where there is one: it says less than they do, and takes more room. */
function barred(figures: string, used: number | undefined, of: number | undefined): string {
  const drawn = bar(used, of);
  return drawn === undefined ? figures : `${figures} ${drawn}`;
}

interface Memory {
  /** Bytes. */
  readonly used: number | undefined;
  /** Budget, or all of the card. */
  readonly of?: number | undefined;
  readonly partial?: true | undefined;
}

/** Memory and load in the little room of a row, `2.1/4G 63%`. @param load the same in words. */
function figures(
  { used, of, partial }: Memory,
  ratio: number | undefined,
  load = smText(ratio),
): string {
  const memory = atLeast(partial, tightMemory(used, of));
  // What is not told has to say what it is.
  return used === undefined || ratio === undefined
    ? joined(memory, load)
    : `${memory} ${tightPercent(ratio)}`;
}

function atLeast(partial: true | undefined, text: string): string {
  return partial ? `≥ ${text}` : text;
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

function colored(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

function warned(
  id: string,
  used: number | undefined,
  of: number | undefined,
  above: number,
): vscode.ThemeIcon {
  const over = used !== undefined && of !== undefined && of > 0 && used / of > above;
  return over ? colored('warning', 'list.warningForeground') : new vscode.ThemeIcon(id);
}
