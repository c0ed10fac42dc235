import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { Told } from './containersSeen.ts';
import { parseTold, type ToldContainer } from './toldContainers.ts';

/** Longest text that is taken; a container needs about 300 bytes. */
const MOST_BYTES = 2 * 2 ** 20;

/** Keeps what the exporter was told, across its restarts. */
export class ToldFile {
  readonly #file: string;
  #told: Told = new Map();
  #readMs = -1;

  constructor(file: string) {
    this.#file = file;
  }

  /** What was told last; nothing where nobody has told anything yet. */
  async read(): Promise<Told> {
    try {
      const { mtimeMs } = await stat(this.#file);
      if (mtimeMs !== this.#readMs) {
        this.#told = byId(parseTold(await readFile(this.#file, 'utf8')));
        this.#readMs = mtimeMs;
      }
    } catch {
      // No file yet, or none that can be read: names are then ids.
    }
    return this.#told;
  }

  /** Replaces it at once. @returns how many containers that are. @throws Error when it is no list. */
  async write(text: string): Promise<number> {
    if (text.length > MOST_BYTES) throw new Error('The list of containers is too long.');
    const told = parseTold(text);
    await writeFile(`${this.#file}.new`, JSON.stringify(told));
    await rename(`${this.#file}.new`, this.#file);
    return told.length;
  }
}

function byId(containers: readonly ToldContainer[]): Told {
  return new Map(containers.map((container) => [container.id, container]));
}
