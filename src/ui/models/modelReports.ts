import { stat } from 'node:fs/promises';
import type { ModelStatement } from '../../project/yoloJson.ts';
import type { ModelReport } from './modelReport.ts';

/** Files that are read at once: enough for a fast disk, few enough for a slow one. */
const AT_ONCE = 4;

/** Tells what `yolo.json` states of a model file. */
export interface ModelStatements {
  of(path: string): Promise<ModelStatement | undefined>;
}

/** Reads models' headers, each once as long as its file and what is stated of it are the same. */
export class ModelReports {
  readonly #reports = new Map<string, { stamp: string; report: Promise<ModelReport> }>();
  readonly #waiting: (() => void)[] = [];
  readonly #statements: ModelStatements | undefined;
  #reading = 0;

  constructor(statements?: ModelStatements) {
    this.#statements = statements;
  }

  /**
   * What the file at that path holds now. Never rejects.
   * @param statement what is stated of the model; what `yolo.json` states where it is left out.
   */
  async read(path: string, statement?: ModelStatement): Promise<ModelReport> {
    const stated = statement ?? (await this.#statements?.of(path));
    const file = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`,
      () => '',
    );
    const stamp = `${file} ${JSON.stringify(stated ?? {})}`;
    const known = this.#reports.get(path);
    if (known?.stamp === stamp) return known.report;
    const report = this.#inTurn(async () => {
      const { readModelReport } = await import('./readModelReport.ts');
      return readModelReport(path, stated);
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
