import * as vscode from 'vscode';
import type { GpuSnapshot } from '../../gpu/gpuSnapshot.ts';
import { cardName } from '../../gpu/placement/units.ts';
import { replicaName, stateText } from '../deployments/replicaText.ts';
import { markdownText } from '../models/markdownText.ts';
import { budgetOf, othersName } from './gpuItem.ts';
import type {
  CardRow,
  ContainerRow,
  ForeignRow,
  GpuRow,
  OthersRow,
  ProcessRow,
  SliceRow,
} from './gpuRows.ts';
import { exactMemory, notTold, percent } from './gpuText.ts';

type Line = readonly [subject: string, value: string];

/** Everything about a row; names are anybody's text. */
export function gpuTooltip(row: GpuRow, snapshot: GpuSnapshot): vscode.MarkdownString {
  const { title, lines, remark } = contentOf(row, snapshot);
  const text = new vscode.MarkdownString(`**${markdownText(title)}**`);
  if (snapshot.simulated) text.appendMarkdown(` — ${vscode.l10n.t('simulated')}`);
  for (const [subject, value] of lines) {
    text.appendMarkdown(`\n\n${subject}: ${markdownText(value)}`);
  }
  if (remark) text.appendMarkdown(`\n\n_${markdownText(remark)}_`);
  return text;
}

interface Content {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly remark?: string | undefined;
}

function contentOf(row: GpuRow, snapshot: GpuSnapshot): Content {
  switch (row.kind) {
    case 'card':
      return cardContent(row, snapshot);
    case 'slice':
      return sliceContent(row);
    case 'replica':
      return containerContent(row);
    case 'foreign':
    case 'other':
    case 'unattributed':
      return othersContent(row);
    case 'process':
      return processContent(row);
    case 'note':
      return row.note === 'hidden'
        ? {
            title: vscode.l10n.t('The driver does not tell who uses it'),
            lines: [],
            remark: vscode.l10n.t(
              'So it is under WSL2 and Windows, and where rights are missing. Figures of each container are not available then; those of the card are.',
            ),
          }
        : {
            title: vscode.l10n.t('MIG is on, but there are no slices'),
            lines: [],
            remark: vscode.l10n.t(
              'Nothing can run on this card until slices are made. “Copy MIG Layout Commands…” in its menu gives the commands.',
            ),
          };
  }
}

function cardContent({ device, usedBytes, totalBytes }: CardRow, from: GpuSnapshot): Content {
  const { t } = vscode.l10n;
  const { temperatureCelsius: celsius, powerWatts: watts } = device;
  return {
    title: `GPU ${device.index} · ${device.name}`,
    lines: [
      [t('Video memory'), memoryLine(usedBytes, totalBytes)],
      [t('Reserved by the driver'), exactMemory(device.memoryReservedBytes)],
      [t('Busy'), device.migEnabled ? t('n/a under MIG') : percent(device.utilizationRatio)],
      [t('Temperature'), celsius === undefined ? notTold() : `${celsius} °C`],
      [t('Power'), watts === undefined ? notTold() : `${Math.round(watts)} W`],
      ['UUID', device.uuid],
      ['PCI', device.pciBusId ?? notTold()],
      [t('Driver'), t('{0}, read with {1}', from.driverVersion ?? notTold(), from.source)],
    ],
    remark: device.lost
      ? t('This card no longer answers its driver; see the kernel log (“dmesg”) for Xid errors.')
      : undefined,
  };
}

function sliceContent({ device, instance, usedBytes, totalBytes }: SliceRow): Content {
  const { t } = vscode.l10n;
  const shares = device.migInstances.some(
    (other) => other !== instance && other.gpuInstanceId === instance.gpuInstanceId,
  );
  return {
    title: cardName(device, instance),
    lines: [
      [t('Video memory'), memoryLine(usedBytes, totalBytes)],
      ['SM', percent(instance.smRatio)],
      ['UUID', instance.uuid],
    ],
    remark: shares
      ? t('It shares its memory with other slices of the same GPU instance.')
      : undefined,
  };
}

function containerContent(row: ContainerRow): Content {
  const { t } = vscode.l10n;
  const { replica, alone, usage, totalBytes } = row;
  const budget = budgetOf(row);
  const share = (of: number | undefined): string =>
    of === undefined || usage.vramBytes === undefined ? '' : ` (${percent(usage.vramBytes / of)})`;
  return {
    title: replicaName(replica, alone && replica.labels.replica === 0),
    lines: [
      [t('State'), stateText(replica)],
      [t('Video memory'), `${usage.partial ? '≥ ' : ''}${exactMemory(usage.vramBytes)}`],
      [t('Budget'), budget === undefined ? '–' : `${exactMemory(budget)}${share(budget)}`],
      [t('All of the card'), `${exactMemory(totalBytes)}${share(totalBytes)}`],
      ['SM', percent(usage.smRatio)],
      [t('Processes'), String(usage.processes.length)],
      [t('Container'), `${replica.name} · ${replica.id.slice(0, 12)}`],
    ],
    remark: usage.partial ? t('Some of its processes do not tell their memory.') : undefined,
  };
}

function othersContent(row: OthersRow | ForeignRow): Content {
  const { t } = vscode.l10n;
  const { kind, usage } = row;
  const remarks = {
    foreign: t('A container that is no deployment of YOLO Dock.'),
    other: t('Processes of this machine that are in no container.'),
    unattributed: t(
      'Memory in use that no process holds, such as the driver’s own, and processes that have ended or cannot be seen from here.',
    ),
  };
  return {
    title: othersName(row),
    lines: [
      [t('Video memory'), exactMemory(usage.vramBytes)],
      [t('Processes'), String(usage.processes.length)],
    ],
    remark: usage.processes.some(({ containerUnknown }) => containerUnknown)
      ? t('Which containers these processes are in is not known, because Docker does not answer.')
      : remarks[kind],
  };
}

function processContent({ process }: ProcessRow): Content {
  const { t } = vscode.l10n;
  return {
    title: process.name ?? t('process {0}', process.pid),
    lines: [
      ['PID', String(process.pid)],
      [t('Video memory'), exactMemory(process.vramBytes)],
      ['SM', percent(process.smRatio)],
      [t('Encoder'), percent(process.encoderRatio)],
      [t('Decoder'), percent(process.decoderRatio)],
    ],
  };
}

function memoryLine(used: number | undefined, total: number | undefined): string {
  const share = used === undefined || !total ? '' : ` (${percent(used / total)})`;
  return vscode.l10n.t('{0} of {1}', exactMemory(used), exactMemory(total)) + share;
}
