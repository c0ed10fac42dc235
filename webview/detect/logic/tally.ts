import type { ClassTally } from '../../protocol.ts';
import type { Score } from './matching.ts';

const BINS = 100;

/** Precision and recall; undefined where nothing was found or nothing is there. */
export interface Rates {
  readonly hits: number;
  readonly alarms: number;
  readonly misses: number;
  readonly precision: number | undefined;
  readonly recall: number | undefined;
}

export function rates(hits: number, alarms: number, misses: number): Rates {
  return {
    hits,
    alarms,
    misses,
    precision: hits + alarms > 0 ? hits / (hits + alarms) : undefined,
    recall: hits + misses > 0 ? hits / (hits + misses) : undefined,
  };
}

interface MutableTally {
  truths: number;
  readonly hits: number[];
  readonly alarms: number[];
}

/** Adds up the scores of many pictures so that precision and recall follow for any confidence. */
export class Tally {
  readonly #classes = new Map<string, MutableTally>();

  #of(name: string): MutableTally {
    let tally = this.#classes.get(name);
    if (!tally) {
      const bins = (): number[] => new Array<number>(BINS).fill(0);
      tally = { truths: 0, hits: bins(), alarms: bins() };
      this.#classes.set(name, tally);
    }
    return tally;
  }

  add({ hits, alarms, misses }: Score): void {
    const count = (bins: number[], confidence: number): void => {
      const bin = binOf(confidence);
      bins[bin] = (bins[bin] ?? 0) + 1;
    };
    for (const [object] of hits) {
      const tally = this.#of(object.name);
      tally.truths++;
      count(tally.hits, object.confidence);
    }
    for (const object of alarms) count(this.#of(object.name).alarms, object.confidence);
    for (const truth of misses) this.#of(truth.name).truths++;
  }

  snapshot(): ClassTally[] {
    return [...this.#classes].map(([name, { truths, hits, alarms }]) => ({
      name,
      truths,
      hits: [...hits],
      alarms: [...alarms],
    }));
  }
}

// A score such as 0.29 times 100 is a little below 29 in binary.
function binOf(confidence: number): number {
  return Math.min(BINS - 1, Math.floor(confidence * BINS + 1e-9));
}

/** Precision and recall of the classes that are shown, at a confidence in steps of 0.01. */
export function ratesAt(
  tallies: readonly ClassTally[],
  conf: number,
  hiddenClasses: ReadonlySet<string>,
): Rates {
  let [hits, alarms, truths] = [0, 0, 0];
  const sumFrom = (bins: readonly number[]): number =>
    bins.slice(binOf(conf)).reduce((sum, count) => sum + count, 0);
  for (const tally of tallies) {
    if (hiddenClasses.has(tally.name)) continue;
    hits += sumFrom(tally.hits);
    alarms += sumFrom(tally.alarms);
    truths += tally.truths;
  }
  return rates(hits, alarms, truths - hits);
}
