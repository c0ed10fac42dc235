import { stat } from 'node:fs/promises';
import type { ModelReport } from './modelReport.ts';

/** Files that are read at once: enough for a fast disk, few enough for a slow one. */
const AT_ONCE = 4;

/** Reads models' headers, each once as long as its file is the same. */
export class ModelReports {
  readonly #reports = new Map<string, { stamp: string; report: Promise<ModelReport> }>();
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  /** What the file at that path holds now. Never rejects. */
  async read(path: string): Promise<ModelReport> {
    const stamp = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`,
      () => '',
    );
    const known = this.#reports.get(path);
    if (known?.stamp === stamp) return known.report;
    const report = this.#inTurn(async () => {
      const { readModelReport } = await import('./readModelReport.ts');
      return readModelReport(path);
    });
    this.#reports.set(path, { stamp, report });
    return report;
  }

  async #inTurn<T>(read: () => Promise<T>): Promise<T> {
    if (this.#reading >= AT_ONCE) await new Promise<void>((turn) => this.#waiting.push(turn));
    else this.#reading++;
    try {
      return await read();
    } finally {
      const next = this.#waiting.shift();
      // The next one takes over this one's place.
      if (next === undefined) this.#reading--;
      else next();
    }
  }
}
