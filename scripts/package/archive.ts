import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

/** One file in a package. */
export interface Entry {
  /** Its path below the extension's folder. */
  readonly name: string;
  /** Bytes that it takes in the package. */
  readonly packed: number;
  /** Bytes that it takes when installed. */
  readonly size: number;
}

/** Where a package keeps the extension's own files; beside it are VS Code's. */
const EXTENSION = 'extension/';

/** A package that can be looked into. */
export class Archive {
  readonly entries: readonly Entry[];
  readonly #bytes: Uint8Array;

  constructor(file: string) {
    this.#bytes = readFileSync(file);
    const entries: Entry[] = [];
    unzipSync(this.#bytes, {
      filter: ({ name, size, originalSize }) => {
        if (name.startsWith(EXTENSION) && !name.endsWith('/')) {
          entries.push({ name: name.slice(EXTENSION.length), packed: size, size: originalSize });
        }
        return false;
      },
    });
    this.entries = entries;
  }

  /** Unpacks files. */
  read(wanted: (name: string) => boolean): Map<string, Uint8Array> {
    const files = unzipSync(this.#bytes, {
      filter: ({ name }) => name.startsWith(EXTENSION) && wanted(name.slice(EXTENSION.length)),
    });
    return new Map(
      Object.entries(files).map(([name, bytes]) => [name.slice(EXTENSION.length), bytes]),
    );
  }
}
