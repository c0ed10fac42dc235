import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Content } from './content.ts';

/** Files that are written all or not at all. Call `commit` or `rollBack` in the end. */
export class FileTransaction {
  readonly #mark = randomBytes(6).toString('hex');
  readonly #staged: { readonly target: string; readonly temporary: string }[] = [];
  readonly #undos: (() => Promise<unknown>)[] = [];
  readonly #folders: string[] = [];
  readonly #temporaries: string[] = [];
  readonly #backups: string[] = [];

  /** Writes content beside its place, where no reader sees it; makes the folders on the way. */
  async stage(target: string, content: Content): Promise<void> {
    await this.#makeFolders(dirname(target));
    const temporary = this.#beside(target, 'new', this.#temporaries);
    // Neither an old file nor a link is written into.
    if ('text' in content) await writeFile(temporary, content.text, { flag: 'wx' });
    else await copyFile(content.copyOf, temporary, constants.COPYFILE_EXCL);
    this.#staged.push({ target, temporary });
  }

  /** Puts all that is staged in its place; asks before each file whether to go on. */
  async replace(goOn: () => void): Promise<void> {
    for (const { target, temporary } of this.#staged) {
      goOn();
      const old = await stat(target).catch(() => undefined);
      if (old === undefined) {
        this.#undos.push(() => rm(target));
      } else {
        const backup = this.#beside(target, 'old', this.#backups);
        await copyFile(target, backup, constants.COPYFILE_EXCL);
        this.#undos.push(() => rename(backup, target));
      }
      await rename(temporary, target);
    }
    goOn();
  }

  /** Keeps what was done. */
  async commit(): Promise<void> {
    await removeAll(this.#backups);
  }

  /** Makes everything as it was; a backup that cannot be put back stays. */
  async rollBack(): Promise<void> {
    await removeAll(this.#temporaries);
    for (const undo of this.#undos.splice(0).reverse()) await undo().catch(() => undefined);
    // Only an empty folder goes: somebody else may have put something there meanwhile.
    for (const folder of this.#folders.splice(0).reverse()) {
      await rmdir(folder).catch(() => undefined);
    }
  }

  async #makeFolders(folder: string): Promise<void> {
    const missing: string[] = [];
    for (let at = folder; ; at = dirname(at)) {
      if (await stat(at).catch(() => undefined)) break;
      missing.unshift(at);
    }
    for (const path of missing) {
      await mkdir(path);
      this.#folders.push(path);
    }
  }

  #beside(target: string, what: string, list: string[]): string {
    const path = join(dirname(target), `.${basename(target)}.${this.#mark}.${what}`);
    list.push(path);
    return path;
  }
}

async function removeAll(paths: string[]): Promise<void> {
  for (const path of paths.splice(0)) await rm(path, { force: true }).catch(() => undefined);
}
