import * as vscode from 'vscode';

/** Texts of ours as documents: read-only, never to be saved, and renewed in place. */
export class ReadOnlyPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #scheme: string;
  readonly #registered: vscode.Disposable;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, string>();

  readonly onDidChange = this.#changed.event;

  /** @param scheme of their addresses, which nobody else has. */
  constructor(scheme: string) {
    this.#scheme = scheme;
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#texts.get(path) ?? '';
  }

  /**
   * Opens a text, in place of an earlier one of that name, without showing it.
   * @param name the tab's; its end decides on the language.
   */
  async open(name: string, text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.from({ scheme: this.#scheme, path: `/${name}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return vscode.workspace.openTextDocument(uri);
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
