import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { addDeployment, emptyYoloJson, type NewDeployment } from '../../project/addDeployment.ts';
import { isReallyInside } from '../../project/insideFolder.ts';
import { freeName, nameFrom } from '../../project/names.ts';
import { type ParsedYoloJson, parseYoloJson } from '../../project/parseYoloJson.ts';
import type { DeploymentEntry, YoloJson } from '../../project/yoloJson.ts';
import { Disposables } from '../disposables.ts';

/** The name of the file. */
export const FILE_NAME = 'yolo.json';
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

/** A deployment that was made up by hand, to be kept. */
export interface UnsavedDeployment {
  readonly project: string;
  readonly name: string;
  readonly entry: DeploymentEntry;
  /** Absolute path of the weights. */
  readonly weights: string;
  /** Folder of the `yolo.json` that it belongs to; the first workspace folder when left out. */
  readonly folder: string | undefined;
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
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.path === file.path);
    if (open?.isDirty) {
      throw new Error(vscode.l10n.t('yolo.json has unsaved changes; save it and try again.'));
    }
    const before = await readFile(file.fsPath, 'utf8').catch(() => undefined);
    const text = before ?? emptyYoloJson(nameFrom(basename(vscode.Uri.joinPath(file, '..').path)));
    await this.#write(file, text, deployment);
  }

  /**
   * Keeps a deployment that was made up by hand, in a new `yolo.json` where there is none.
   * @throws Error with a sentence when that cannot be.
   */
  async add({ project, name, entry, weights, folder }: UnsavedDeployment): Promise<void> {
    const root = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (root === undefined) throw new Error(vscode.l10n.t('Open a folder first.'));
    if (!(await isReallyInside(root, weights).catch(() => false))) {
      throw new Error(
        vscode.l10n.t(
          'The weights lie outside of the folder of yolo.json; copy them into it first.',
        ),
      );
    }
    const file = vscode.Uri.joinPath(vscode.Uri.file(root), FILE_NAME);
    const path = relative(root, weights).split(sep).join('/');
    const text = await readFile(file.fsPath, 'utf8').catch(() => emptyYoloJson(project));
    const models = Object.entries(parseYoloJson(text).value?.models ?? {});
    const known = models.find(([, model]) => model.weights === path)?.[0];
    const model =
      known ??
      freeName(
        entry.model,
        models.map(([key]) => key),
      );
    const added = known === undefined ? { model: { weights: path } } : {};
    await this.#write(file, text, { name, entry: { ...entry, model }, ...added });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#parts.dispose();
  }

  async #write(file: vscode.Uri, text: string, deployment: NewDeployment): Promise<void> {
    const invalid = parseYoloJson(text).value === undefined;
    const after = invalid ? text : addDeployment(text, deployment);
    if (invalid || parseYoloJson(after).value === undefined) {
      throw new Error(vscode.l10n.t('yolo.json has errors; correct them and try again.'));
    }
    const temporary = `${file.fsPath}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(temporary, after, { flag: 'wx' });
      await rename(temporary, file.fsPath);
    } finally {
      await rm(temporary, { force: true });
    }
    this.#fireSoon();
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
  const { value, ...parsed } = parseYoloJson(text);
  return { ...parsed, value, file, folder: vscode.Uri.joinPath(file, '..') };
}
