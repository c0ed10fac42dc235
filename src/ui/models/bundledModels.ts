import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** The sample models that come with the extension: the only ones that need no trust. */
export class BundledModels {
  readonly #folder: string;
  #paths: Promise<readonly string[]> | undefined;

  /** @param extensionPath the extension's own folder. */
  constructor(extensionPath: string) {
    this.#folder = join(extensionPath, 'samples', 'parts', 'models');
  }

  /** Their real paths; the newest architecture first. */
  list(): Promise<readonly string[]> {
    this.#paths ??= this.#read();
    return this.#paths;
  }

  /** Whether a path, links resolved, is one of them. */
  async includes(path: string): Promise<boolean> {
    const target = await realpath(path).catch(() => path);
    return (await this.list()).includes(target);
  }

  async #read(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const models = names
      .filter((name) => name.endsWith('.onnx'))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    const paths = await Promise.all(
      models.map((name) => realpath(join(this.#folder, name)).catch(() => undefined)),
    );
    return paths.filter((path) => path !== undefined);
  }
}
