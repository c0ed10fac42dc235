import { basename } from 'node:path';
import { overRounds } from './figures.ts';
import type { Results } from './results.ts';
import { median } from './statistics.ts';
import { START_MODEL } from './subject.ts';

/** A bar and whether it was met; `met` is absent where it cannot be judged, `why` says so. */
export interface Bar {
  readonly name: string;
  readonly limit: string;
  readonly measured: string;
  readonly met?: boolean;
  readonly why?: string;
}

const P50_BY_HAND = 1.1;
const THROUGHPUT_BY_HAND = 1.2;
const START_MS = 1500;
const MEMORY_GROWTH = 0.1;

export function judge(results: Results): Bar[] {
  return [latencyBar(results), throughputBar(results), startBar(results), memoryBar(results)];
}

const OTHER_SUBJECT = 'the bar is for yolov8n-uint8 and bus.jpg of the conformance set';

function latencyBar({ rounds, subject }: Results): Bar {
  const ratio = overRounds(rounds, ({ server1, hand }) => server1.p50 / hand.p50);
  return {
    name: 'p50, one request at a time',
    limit: `≤ ${P50_BY_HAND.toFixed(2)} × hand`,
    measured: `${ratio.toFixed(2)} × hand`,
    ...(subject.reference ? { met: ratio <= P50_BY_HAND } : { why: OTHER_SUBJECT }),
  };
}

function throughputBar({ rounds, subject }: Results): Bar {
  const ratio = overRounds(rounds, ({ server8, hand }) => server8.throughput / hand.throughput);
  return {
    name: 'throughput, eight at a time',
    limit: `≥ ${THROUGHPUT_BY_HAND.toFixed(2)} × hand`,
    measured: `${ratio.toFixed(2)} × hand`,
    ...(subject.reference ? { met: ratio >= THROUGHPUT_BY_HAND } : { why: OTHER_SUBJECT }),
  };
}

function startBar({ sampleStartups }: Results): Bar {
  const file = basename(START_MODEL);
  const bar = { name: `start to first answer, ${file}`, limit: `≤ ${START_MS / 1000} s` };
  if (sampleStartups === undefined) {
    return { ...bar, measured: '–', why: `skipped, there is no ${file} yet` };
  }
  const ms = median(sampleStartups.map(({ firstAnswer }) => firstAnswer));
  return { ...bar, measured: `${(ms / 1000).toFixed(2)} s`, met: ms <= START_MS };
}

function memoryBar({ memory: { after100, after1000 } }: Results): Bar {
  const bar = { name: 'memory, 1,000 against 100 requests', limit: `≤ +${MEMORY_GROWTH * 100} %` };
  if (after100 === undefined || after1000 === undefined) {
    return { ...bar, measured: '–', why: 'this system does not tell' };
  }
  const growth = after1000 / after100 - 1;
  const percent = `${growth < 0 ? '−' : '+'}${Math.abs(growth * 100).toFixed(1)} %`;
  return { ...bar, measured: percent, met: growth <= MEMORY_GROWTH };
}
