import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';
import type { ModelReports } from './modelReports.ts';
import type { WorkspaceModels } from './workspaceModels.ts';

/** Scheme of the documents that describe models. */
const SCHEME = 'yolo-model';
/** Makes the preview's title end in what VS Code knows as Markdown. */
const SUFFIX = '.md';

/** Read-only documents about model files, which follow the files. */
export class ModelDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #changed = this.#parts.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #reports: ModelReports;

  readonly onDidChange = this.#changed.event;

  constructor(reports: ModelReports, models: WorkspaceModels) {
    this.#reports = reports;
    this.#parts.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.#parts.add(models.onDidChange(() => this.refresh()));
  }

  /** Writes those that are open anew. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === SCHEME) this.#changed.fire(uri);
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const path = uri.with({ scheme: 'file', path: uri.path.slice(0, -SUFFIX.length) }).fsPath;
    const { modelDocument } = await import('./modelDocument.ts');
    return modelDocument(await this.#reports.read(path));
  }

  /** Shows what a model file holds, as a page where Markdown can be previewed. */
  async show(model: vscode.Uri): Promise<void> {
    const uri = model.with({ scheme: SCHEME, path: model.path + SUFFIX });
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', document.uri);
    } catch {
      // The built-in Markdown extension may be disabled.
      await vscode.window.showTextDocument(document, { preview: true });
    }
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
