import * as vscode from 'vscode';
import type { PlannedFile } from '../../../project/scaffold/plan.ts';

/** Scheme of the documents that show what would be written. */
const SCHEME = 'yolo-scaffold';

/** Read-only documents with what scaffolding would write, for as long as it asks. */
export class PlannedDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly #folder: vscode.Uri;
  readonly #plan: readonly PlannedFile[];

  constructor(folder: string, plan: readonly PlannedFile[]) {
    this.#folder = vscode.Uri.file(folder);
    this.#plan = plan;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const file = this.#plan.find(({ path }) => this.#planned(path).path === uri.path);
    return file && 'text' in file.content ? file.content.text : '';
  }

  /** Shows a planned text; where a file exists, what would change in it. Focus stays where it is. */
  async show({ path, state, content }: PlannedFile): Promise<void> {
    if (!('text' in content)) return;
    const options = { preview: true, preserveFocus: true };
    const planned = this.#planned(path);
    if (state === 'exists' || state === 'extended') {
      const now = vscode.Uri.joinPath(this.#folder, path);
      const title = vscode.l10n.t('{0}: now ↔ planned', path);
      await vscode.commands.executeCommand('vscode.diff', now, planned, title, options);
    } else await vscode.window.showTextDocument(planned, options);
  }

  /** Closes what was shown. */
  async close(): Promise<void> {
    const shown = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => {
        if (input instanceof vscode.TabInputText) return input.uri.scheme === SCHEME;
        return input instanceof vscode.TabInputTextDiff && input.modified.scheme === SCHEME;
      });
    if (shown.length > 0) await vscode.window.tabGroups.close(shown);
  }

  dispose(): void {
    this.#registered.dispose();
  }

  #planned(path: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, path).with({ scheme: SCHEME });
  }
}
