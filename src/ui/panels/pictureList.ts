import * as vscode from 'vscode';
import type { PictureItem, PictureSource, Snapshots } from '../../../webview/protocol.ts';
import { byName, isImageName } from '../images/imageFiles.ts';
import { baseName } from './pictureSource.ts';

/** Folders with more pictures than this are listed up to here. */
const MOST = 50_000;
/** Milliseconds between two snapshots while folders are being listed. */
const PUSH_EVERY_MS = 400;
/** Folders that hold no data set, and thousands of files. */
const SKIPPED = new Set(['node_modules', '__pycache__', 'venv']);

/** The pictures of a panel. Folders are listed in the background, and told in whole snapshots. */
export class PictureList {
  readonly #push: (snapshot: Snapshots['pictures']) => void;
  #source: PictureSource = { pictures: [], folders: [], siblingsOf: null };
  #items = new Map<string, PictureItem>();
  #complete = true;
  #pushed = 0;
  #filling: Promise<void> = Promise.resolve();
  #cancel = new AbortController();

  constructor(push: (snapshot: Snapshots['pictures']) => void) {
    this.#push = push;
  }

  get source(): PictureSource {
    return this.#source;
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  /** All pictures, once the folders are listed. */
  async all(): Promise<readonly PictureItem[]> {
    await this.#filling;
    return [...this.#items.values()];
  }

  /** Lists a source in place of what was there. */
  use(source: PictureSource): void {
    this.#cancel.abort();
    this.#cancel = new AbortController();
    this.#source = source;
    this.#items = new Map();
    for (const id of source.pictures) this.#add(vscode.Uri.parse(id));
    this.#complete = source.folders.length === 0 && source.siblingsOf === null;
    this.#tell();
    this.#filling = this.#fill(this.#cancel.signal);
  }

  /** Lists the same source anew: there may be other files in its folders now. */
  again(): void {
    this.use(this.#source);
  }

  /** Adds pictures and folders to those that are there. */
  extend(more: PictureSource): void {
    const { pictures, folders, siblingsOf } = this.#source;
    const empty = this.#items.size === 0;
    const source = {
      pictures: [...new Set([...pictures, ...more.pictures])],
      folders: [...new Set([...folders, ...more.folders])],
      siblingsOf: empty ? more.siblingsOf : siblingsOf,
    };
    if (empty || more.folders.length > 0) {
      this.use(source);
      return;
    }
    this.#source = source;
    for (const id of more.pictures) this.#add(vscode.Uri.parse(id));
    this.#tell();
  }

  dispose(): void {
    this.#cancel.abort();
  }

  #add(uri: vscode.Uri, name = baseName(uri)): void {
    const id = uri.toString();
    if (!this.#items.has(id) && this.#items.size < MOST) this.#items.set(id, { id, name });
  }

  #tell(): void {
    this.#pushed = Date.now();
    const items = [...this.#items.values()];
    this.#push({ items, complete: this.#complete, source: this.#source });
  }

  async #fill(signal: AbortSignal): Promise<void> {
    const { siblingsOf, folders } = this.#source;
    if (siblingsOf !== null) await this.#siblings(vscode.Uri.parse(siblingsOf), signal);
    for (const folder of folders) await this.#below(vscode.Uri.parse(folder), '', signal);
    if (signal.aborted || this.#complete) return;
    this.#complete = true;
    this.#tell();
  }

  /** The pictures of one folder in place of those that were chosen in it, in order of their names. */
  async #siblings(folder: vscode.Uri, signal: AbortSignal): Promise<void> {
    const entries = await this.#entries(folder);
    if (signal.aborted) return;
    const chosen = [...this.#items.values()];
    this.#items = new Map();
    for (const [name, type] of entries) {
      if (isFile(type) && isImageName(name)) this.#add(vscode.Uri.joinPath(folder, name));
    }
    for (const { id } of chosen) this.#add(vscode.Uri.parse(id));
  }

  async #below(folder: vscode.Uri, prefix: string, signal: AbortSignal): Promise<void> {
    const entries = await this.#entries(folder);
    if (signal.aborted) return;
    for (const [name, type] of entries) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (isFile(type) && isImageName(name)) this.#add(uri, prefix + name);
    }
    if (Date.now() - this.#pushed > PUSH_EVERY_MS) this.#tell();
    for (const [name, type] of entries) {
      // Links to folders are not followed: they may lead back up.
      if (type !== vscode.FileType.Directory || name.startsWith('.') || SKIPPED.has(name)) continue;
      await this.#below(vscode.Uri.joinPath(folder, name), `${prefix}${name}/`, signal);
      if (signal.aborted) return;
    }
  }

  async #entries(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
    try {
      const entries = await vscode.workspace.fs.readDirectory(folder);
      return entries.sort(([a], [b]) => byName(a, b));
    } catch {
      // One folder that cannot be read does not hide the others.
      return [];
    }
  }
}

const isFile = (type: vscode.FileType): boolean => (type & vscode.FileType.File) !== 0;
