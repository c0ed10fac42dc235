import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { NewDeployment } from '../../project/addDeployment.ts';
import type { ParsedYoloJson } from '../../project/parseYoloJson.ts';
import type { YoloJson } from '../../project/yoloJson.ts';
import { Disposables } from '../disposables.ts';
import type { UnsavedDeployment } from './keepDeployment.ts';
import { FILE_NAME } from './projectDocument.ts';

/** In a workspace folder and two levels below it. */
const PATTERN = '{yolo.json,*/yolo.json,*/*/yolo.json}';
/** Packages bring projects of their own. */
const ELSEWHERE = '**/{node_modules,.git,site-packages}/**';
/** More would be no list that anybody reads. */
const MOST = 100;
/** Editors and tools write a file in several steps. */
const SETTLE_MS = 300;

/** A `yolo.json` as it is saved. */
export interface ProjectFile extends Omit<ParsedYoloJson, 'value'> {
  /** Absent when the file has errors. */
  readonly value: YoloJson | undefined;
  /** The folder that it stands in. */
  readonly folder: vscode.Uri;
  readonly file: vscode.Uri;
}

/** The project files of the workspace, on this machine, as they are saved. */
export class ProjectFiles implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<void>());
  #watching = false;
  #timer: NodeJS.Timeout | undefined;

  /** Fires when a project file appears, disappears or is written. */
  readonly onDidChange: vscode.Event<void> = (...listener) => {
    this.#watch();
    return this.#changed.event(...listener);
  };

  /** The project files, sorted by path; also those with problems, which then have no value. */
  async list(): Promise<readonly ProjectFile[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const found = await Promise.all(
      folders
        .filter(({ uri }) => uri.scheme === 'file')
        .map((folder) =>
          vscode.workspace.findFiles(new vscode.RelativePattern(folder, PATTERN), ELSEWHERE, MOST),
        ),
    );
    const files = [...new Map(found.flat().map((uri) => [uri.path, uri])).values()];
    files.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
    const read = await Promise.all(files.map(readProject));
    return read.filter((project) => project !== undefined);
  }

  /**
   * Adds a deployment to a file, or replaces the one of that name, and saves it. Comments stay.
   * @throws Error with a sentence when the file has errors or unsaved changes.
   */
  async addDeployment(file: vscode.Uri, deployment: NewDeployment): Promise<void> {
    const { addDeploymentTo } = await import('./keepDeployment.ts');
    await addDeploymentTo(file, deployment);
    this.#fireSoon();
  }

  /**
   * Gives a deployment of a file another budget, and saves it.
   * @throws Error with a sentence when the file has errors or unsaved changes.
   */
  async setVram(file: vscode.Uri, deployment: string, vram: string): Promise<void> {
    const { setVramIn } = await import('./keepDeployment.ts');
    await setVramIn(file, deployment, vram);
    this.#fireSoon();
  }

  /**
   * Keeps a deployment that was made up by hand, in a new `yolo.json` where there is none.
   * @throws Error with a sentence when that cannot be.
   */
  async add(deployment: UnsavedDeployment): Promise<void> {
    const { keepDeployment } = await import('./keepDeployment.ts');
    await keepDeployment(deployment);
    this.#fireSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const watcher = this.#parts.add(vscode.workspace.createFileSystemWatcher(`**/${FILE_NAME}`));
    const fire = (): void => this.#fireSoon();
    this.#parts.add(watcher.onDidCreate(fire));
    this.#parts.add(watcher.onDidDelete(fire));
    this.#parts.add(watcher.onDidChange(fire));
    this.#parts.add(vscode.workspace.onDidChangeWorkspaceFolders(fire));
    // A window hears of no change on disk before its watchers run.
    this.#parts.add(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (basename(uri.path) === FILE_NAME) fire();
      }),
    );
  }

  #fireSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), SETTLE_MS);
  }
}

async function readProject(file: vscode.Uri): Promise<ProjectFile | undefined> {
  const text = await readFile(file.fsPath, 'utf8').catch(() => undefined);
  // It went away between being found and being read.
  if (text === undefined) return undefined;
  const { parseYoloJson } = await import('../../project/parseYoloJson.ts');
  const { value, ...parsed } = parseYoloJson(text);
  return { ...parsed, value, file, folder: vscode.Uri.joinPath(file, '..') };
}
