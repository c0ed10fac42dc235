import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ModelStatement } from '../../project/yoloJson.ts';
import { Disposables } from '../disposables.ts';
import type { ModelStatements } from '../models/modelReports.ts';
import type { ProjectFiles } from './projectFiles.ts';

/** What was read, and by which files' state. */
interface Read {
  readonly files: readonly string[];
  readonly stamp: string;
  /** By absolute path of the weights. */
  readonly statements: ReadonlyMap<string, ModelStatement>;
}

/** What the workspace's `yolo.json` files, as they are saved, state of model files. */
export class StatedModels implements ModelStatements, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  readonly #projects: Pick<ProjectFiles, 'list' | 'onDidChange'>;
  #read: Promise<Read> | undefined;

  /** Fires when any of it may have changed. */
  readonly onDidChange = this.#changed.event;

  constructor(projects: Pick<ProjectFiles, 'list' | 'onDidChange'>) {
    this.#projects = projects;
    this.#parts.add(
      projects.onDidChange(() => {
        this.#read = undefined;
        this.#changed.fire();
      }),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /**
   * What is stated of the model at that path; undefined when nothing is. Where several entries
   * have the same weights, the first one that states something counts.
   */
  async of(path: string): Promise<ModelStatement | undefined> {
    const known = await this.#read;
    // The event comes a moment after the file is written.
    if (known === undefined || (await stampOf(known.files)) !== known.stamp) {
      this.#read = this.#readAll();
    }
    return (await this.#read)?.statements.get(path);
  }

  async #readAll(): Promise<Read> {
    const projects = await this.#projects.list();
    const files = projects.map(({ file }) => file.fsPath);
    const stamp = await stampOf(files);
    const statements = new Map<string, ModelStatement>();
    for (const { folder, value } of projects) {
      for (const { weights, ...stated } of Object.values(value?.models ?? {})) {
        const path = vscode.Uri.joinPath(folder, weights).fsPath;
        if (Object.keys(stated).length > 0 && !statements.has(path)) statements.set(path, stated);
      }
    }
    return { files, stamp, statements };
  }
}

async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map((file) =>
    stat(file).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`,
      () => '',
    ),
  );
  return (await Promise.all(stamps)).join(' ');
}
