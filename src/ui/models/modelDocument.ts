import * as vscode from 'vscode';
import type { ModelStatement } from '../../project/yoloJson.ts';
import type { OnnxHeader, TensorSpec } from '../../vision/types.ts';
import { describeBytes, describeInput } from './describeModel.ts';
import { markdownBlock, markdownText } from './markdownText.ts';
import type { ModelReport } from './modelReport.ts';
import { familyText, taskText } from './modelWords.ts';

/** Longer values are cut; a file may hold megabytes of them. */
const LONGEST_VALUE = 2000;
const MOST_METADATA = 100;
const MOST_NAMES = 1000;
const MOST_OPERATORS = 12;

/** What `yolo.inspectModel` shows: a Markdown document about one model file. */
export function modelDocument(report: ModelReport): string {
  const { file, path, header, spec } = report;
  return [
    `# ${markdownText(file)}`,
    ...problem(report),
    table([
      [
        vscode.l10n.t('Family'),
        stated(report, 'family', spec && familyText(spec.family, spec.task)),
      ],
      [vscode.l10n.t('Task'), stated(report, 'task', spec && taskText(spec.task))],
      [vscode.l10n.t('Input'), input(report)],
      [vscode.l10n.t('Classes'), stated(report, 'names', classes(report))],
      [vscode.l10n.t('Keypoints'), spec?.keypoints?.count.toString()],
      [vscode.l10n.t('Weights'), header?.parameters.toLocaleString(vscode.env.language)],
      [vscode.l10n.t('File size'), describeBytes(report)],
      [vscode.l10n.t('Changed'), report.changed?.toLocaleString(vscode.env.language)],
      [vscode.l10n.t('Path'), path],
    ]),
    ...names(report),
    ...(header === undefined ? [] : graph(header)),
    '',
  ].join('\n\n');
}

function problem({ problem, header, spec }: ModelReport): string[] {
  if (problem !== undefined) {
    const command = /yolo export .*$/.exec(problem.sentence)?.[0].replace(/[.。]$/, '');
    return [
      `> ⚠ ${markdownText(problem.sentence)}`,
      ...(command === undefined ? [] : [markdownBlock(command)]),
    ];
  }
  if (header === undefined || spec !== undefined) return [];
  return [
    `> ${markdownText(vscode.l10n.t('The file leaves the shapes of its outputs open: family and classes are found out when the model is run.'))}`,
  ];
}

function input(report: ModelReport): string | undefined {
  const { spec } = report;
  if (spec === undefined) return undefined;
  const { channels, type, dynamic } = spec.input;
  const kind = channels === 1 ? vscode.l10n.t('grey') : 'RGB';
  const size = dynamic
    ? vscode.l10n.t('{0} and other multiples of {1}', describeInput(report) ?? '', spec.stride)
    : describeInput(report);
  return [stated(report, 'imgsz', size), kind, type].join(' · ');
}

function classes({ spec }: ModelReport): string | undefined {
  return spec?.names.length.toLocaleString(vscode.env.language);
}

/** A value, with where it is from unless that is the file itself. */
function stated(
  { stated }: ModelReport,
  key: keyof ModelStatement,
  value: string | undefined,
): string | undefined {
  if (value === undefined || stated?.[key] === undefined) return value;
  return vscode.l10n.t('{0} (from yolo.json)', value);
}

function names({ spec }: ModelReport): string[] {
  if (spec === undefined || spec.names.length === 0) return [];
  const title = `## ${markdownText(vscode.l10n.t('Labels'))}`;
  if (!spec.named) {
    const sentence = vscode.l10n.t('The file has no class names: classes are shown by number.');
    return [title, markdownText(sentence)];
  }
  const list = spec.names
    .slice(0, MOST_NAMES)
    .map((name, number) => `${number}&nbsp;**${markdownText(name)}**`);
  if (spec.names.length > MOST_NAMES) list.push('…');
  return [title, list.join(' · ')];
}

function graph(header: OnnxHeader): string[] {
  const operators = [...header.operators]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} × ${count}`);
  const more = operators.length > MOST_OPERATORS ? ['…'] : [];
  return [
    `## ${markdownText(vscode.l10n.t('Graph'))}`,
    table([
      [vscode.l10n.t('Inputs'), tensors(header.inputs)],
      [vscode.l10n.t('Outputs'), tensors(header.outputs)],
      [vscode.l10n.t('Operators'), [...operators.slice(0, MOST_OPERATORS), ...more].join(', ')],
      [vscode.l10n.t('Opset'), String(header.opset)],
      [vscode.l10n.t('Producer'), header.producer || undefined],
      [vscode.l10n.t('External data'), header.externalData.join(', ') || undefined],
    ]),
    ...metadata(header),
  ];
}

function metadata(header: OnnxHeader): string[] {
  if (header.metadata.size === 0) return [];
  const rows = [...header.metadata]
    .slice(0, MOST_METADATA)
    .map(([key, value]): [string, string] => [
      key,
      value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)} …` : value,
    ]);
  return [`## ${markdownText(vscode.l10n.t('Metadata'))}`, table(rows)];
}

function tensors(specs: readonly TensorSpec[]): string {
  return specs
    .map(({ name, type, shape }) => `${name} ${type} [${shape.map((n) => n ?? '?').join(', ')}]`)
    .join('; ');
}

function table(rows: readonly (readonly [string, string | undefined])[]): string {
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`| **${markdownText(name)}** | ${markdownText(value)} |`],
  );
  return ['| | |', '|---|---|', ...lines].join('\n');
}
