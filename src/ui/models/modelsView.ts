import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import { localTargetId } from '../targets/localTarget.ts';
import type { TargetMemory } from '../targets/targetMemory.ts';
import type { ModelReport } from './modelReport.ts';
import type { ModelReports } from './modelReports.ts';
import { modelTreeItem } from './modelTreeItem.ts';
import type { WorkspaceModels } from './workspaceModels.ts';

/** The view of the workspace's weights. Files are read when VS Code asks for their items. */
export class ModelsView implements vscode.TreeDataProvider<vscode.Uri>, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<vscode.Uri | undefined>());
  readonly #models: WorkspaceModels;
  readonly #reports: ModelReports;
  readonly #memory: TargetMemory;
  readonly #view: vscode.TreeView<vscode.Uri>;
  /** What was read of the files that the list holds now. */
  #read = new Map<string, ModelReport>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(models: WorkspaceModels, reports: ModelReports, memory: TargetMemory) {
    this.#models = models;
    this.#reports = reports;
    this.#memory = memory;
    this.#view = this.#parts.add(
      vscode.window.createTreeView('yolo.models', { treeDataProvider: this }),
    );
    this.#parts.add(models.onDidChange(() => this.refresh()));
    this.#parts.add(memory.onDidChange(() => this.refresh()));
  }

  /** Reads the list anew, and of the files what has changed. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** The file that is selected. */
  get selected(): vscode.Uri | undefined {
    return this.#view.selection[0];
  }

  async getChildren(element?: vscode.Uri): Promise<vscode.Uri[]> {
    if (element !== undefined) return [];
    const list = await this.#models.list();
    const message = this.#models.isTruncated(list)
      ? vscode.l10n.t('Only the first {0} files are shown.', list.length)
      : undefined;
    if (this.#view.message !== message) this.#view.message = message ?? '';
    const paths = new Set(list.map(({ fsPath }) => fsPath));
    this.#read = new Map([...this.#read].filter(([path]) => paths.has(path)));
    for (const uri of list) void this.#readAgain(uri);
    return [...list];
  }

  getTreeItem(uri: vscode.Uri): vscode.TreeItem {
    const isCurrent = this.#memory.ids[0] === localTargetId(uri.fsPath);
    return modelTreeItem(uri, this.#read.get(uri.fsPath), isCurrent);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #readAgain(uri: vscode.Uri): Promise<void> {
    const report = await this.#reports.read(uri.fsPath);
    if (this.#read.get(uri.fsPath) === report) return;
    this.#read.set(uri.fsPath, report);
    this.#changed.fire(uri);
  }
}
