import type { Stage, Turn } from './sample.ts';
import { STAGES } from './sample.ts';
import { median, middleMean, quantile } from './statistics.ts';

/** Who takes part, in the order of their turns. */
export const CONTESTANTS = ['bare', 'hand', 'handIgnoreIcc', 'server1', 'server8'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** One turn in figures; milliseconds unless stated. */
export interface Figures {
  readonly p50: number;
  readonly p95: number;
  /** Pictures per second. */
  readonly throughput: number;
  readonly pictures: number;
  /** Means over the middle half of the pictures. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  /** Objects found in the picture. */
  readonly objects?: number;
}

/** Everyone's turn of one round: measured close together, so their ratios bear noise. */
export type Round = Readonly<Record<ContestantName, Figures>>;

export function figuresOf({ samples, seconds, objects }: Turn): Figures {
  const totals = samples.map(({ total }) => total);
  const stages: Partial<Record<Stage, number>> = {};
  for (const stage of STAGES) {
    const values = samples.flatMap(({ stages }) => stages[stage] ?? []);
    if (values.length > 0) stages[stage] = middleMean(values);
  }
  return {
    p50: median(totals),
    p95: quantile(totals, 0.95),
    throughput: samples.length / seconds,
    pictures: samples.length,
    stages,
    ...(objects === undefined ? {} : { objects }),
  };
}

/** Median over rounds. */
export function overRounds(rounds: readonly Round[], figure: (round: Round) => number): number {
  return median(rounds.map(figure));
}
