import * as vscode from 'vscode';
import { labelPaths } from './labelFile.ts';
import { parentOf } from './pictureSource.ts';

const DEBOUNCE_MS = 150;

/** Tells when a picture or its labels change on disk. */
export class PictureWatcher implements vscode.Disposable {
  readonly #onChange: (picture: string) => void;
  readonly #watchers = new Map<string, vscode.Disposable>();
  #picture: vscode.Uri | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onChange: (picture: string) => void) {
    this.#onChange = onChange;
  }

  /** Watches this picture in place of the one before. */
  watch(picture: vscode.Uri): void {
    this.#picture = picture;
    const folders = new Map(
      [picture, ...labelPaths(picture.path).map((path) => picture.with({ path }))].map((uri) => {
        const folder = parentOf(uri);
        return [folder.toString(), folder] as const;
      }),
    );
    for (const [key, watcher] of this.#watchers) {
      if (folders.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
    }
    for (const [key, folder] of folders) {
      if (!this.#watchers.has(key)) this.#watchers.set(key, this.#open(folder));
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.dispose();
  }

  /** A folder, not a file: a file's name may contain what a pattern takes for its own signs. */
  #open(folder: vscode.Uri): vscode.Disposable {
    const pattern = new vscode.RelativePattern(folder, '*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (uri: vscode.Uri): void => this.#changed(uri);
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watcher;
  }

  #changed({ path }: vscode.Uri): void {
    const picture = this.#picture;
    if (!picture || (path !== picture.path && !labelPaths(picture.path).includes(path))) return;
    // A program that saves writes several times.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onChange(picture.toString()), DEBOUNCE_MS);
  }
}
