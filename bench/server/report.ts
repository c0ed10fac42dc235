import { basename } from 'node:path';
import type { Bar } from './bars.ts';
import { columns } from './columns.ts';
import type { ContestantName, Figures } from './figures.ts';
import { CONTESTANTS, overRounds } from './figures.ts';
import type { Results } from './results.ts';
import type { Stage } from './sample.ts';
import { STAGES } from './sample.ts';
import type { Startup } from './startup.ts';
import { median } from './statistics.ts';
import { START_MODEL } from './subject.ts';

const NAMES: Readonly<Record<ContestantName, string>> = {
  bare: 'bare: session.run alone',
  hand: 'hand: the loop anyone would write',
  handIgnoreIcc: 'hand, with sharp’s ignoreIcc',
  server1: 'server, 1 request at a time',
  server8: 'server, 8 requests at a time',
};

const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  preprocess: 'preprocess (decode, resize, normalise)',
  inference: 'inference',
  postprocess: 'postprocess',
  queue: 'queue and hop to the worker thread',
  http: 'HTTP (both ends)',
};

/** All figures as text. */
export function report(results: Results, bars: readonly Bar[]): string {
  const { rounds } = results;
  const count = rounds.length === 1 ? 'one round' : `${rounds.length} rounds`;
  return [
    `Latency and throughput: medians of ${count}, ratios taken within each round`,
    speedTable(results),
    '',
    'Where a picture’s milliseconds go',
    stageTable(results),
    '',
    `Process start, medians of ${count}, a fresh server each time (ms)`,
    startTable(results),
    '',
    'Resident memory of a fresh server (MiB)',
    memoryTable(results),
    '',
    'Bars',
    barLines(bars),
  ].join('\n');
}

function speedTable({ rounds }: Results): string {
  const range = (figure: (figures: Figures) => number, name: ContestantName): string => {
    const values = rounds.map((round) => figure(round[name]));
    return `${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)}`;
  };
  return columns(
    [
      '',
      'p50 ms',
      '(range)',
      'p95 ms',
      'pictures/s',
      'p50/hand',
      'p50/bare',
      'thr./hand',
      'objects',
    ],
    CONTESTANTS.map((name) => {
      const middle = (figure: (figures: Figures) => number): number =>
        overRounds(rounds, (round) => figure(round[name]));
      const ratio = (other: ContestantName, key: 'p50' | 'throughput'): string =>
        overRounds(rounds, (round) => round[name][key] / round[other][key]).toFixed(2);
      return [
        NAMES[name],
        middle(({ p50 }) => p50).toFixed(1),
        range(({ p50 }) => p50, name),
        middle(({ p95 }) => p95).toFixed(1),
        middle(({ throughput }) => throughput).toFixed(1),
        ratio('hand', 'p50'),
        ratio('bare', 'p50'),
        ratio('hand', 'throughput'),
        String(rounds.at(-1)?.[name].objects ?? '–'),
      ];
    }),
  );
}

function stageTable({ rounds }: Results): string {
  const heads = ['', 'bare', 'hand', 'hand ignoreIcc', 'server × 1', 'server × 8'];
  const row = (title: string, figure: (figures: Figures) => number | undefined): string[] => [
    title,
    ...CONTESTANTS.map((name) => {
      const ms = overRounds(rounds, (round) => figure(round[name]) ?? Number.NaN);
      return Number.isNaN(ms) ? '–' : ms.toFixed(1);
    }),
  ];
  return columns(heads, [
    ...STAGES.map((stage) => row(STAGE_NAMES[stage], ({ stages }) => stages[stage])),
    row('p50 of the whole', ({ p50 }) => p50),
  ]);
}

function startTable({ subject, startups, sampleStartups }: Results): string {
  const row = (model: string, all: readonly Startup[]): string[] => [
    basename(model),
    ...(['listening', 'ready', 'firstAnswer'] as const).map((key) =>
      median(all.map((startup) => startup[key])).toFixed(0),
    ),
  ];
  return columns(
    ['', 'answers HTTP', 'model warm', 'first answer'],
    [
      row(subject.model, startups),
      ...(sampleStartups === undefined ? [] : [row(START_MODEL, sampleStartups)]),
    ],
  );
}

function memoryTable({ memory: { rest, after100, after1000 } }: Results): string {
  const mib = (value: number | undefined): string => value?.toFixed(0) ?? 'n/a';
  return columns(
    ['', 'at rest', 'after 100 requests', 'after 1,000'],
    [['server, 8 at a time', mib(rest), mib(after100), mib(after1000)]],
  );
}

function barLines(bars: readonly Bar[]): string {
  const width = Math.max(...bars.map(({ name }) => name.length));
  return bars
    .map(({ name, limit, measured, met, why }) => {
      const verdict = why === undefined ? (met ? 'met' : 'NOT MET') : `not judged: ${why}`;
      return `  ${name.padEnd(width)}   ${measured} (bar: ${limit})   ${verdict}`;
    })
    .join('\n');
}
