import * as vscode from 'vscode';

const SCHEME = 'yolo-setup';
/** The end of its name makes it Markdown. */
const PAGE = vscode.Uri.from({ scheme: SCHEME, path: '/YOLO Setup.md' });

/** The page with the last report: read-only, never to be saved, and renewed in place. */
class SetupPage implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  #content = '';

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(): string {
    return this.#content;
  }

  async show(content: string): Promise<void> {
    this.#content = content;
    this.#changed.fire(PAGE);
    const document = await vscode.workspace.openTextDocument(PAGE);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', document.uri);
    } catch {
      // The built-in Markdown extension may be disabled.
      await vscode.window.showTextDocument(document, { preview: true });
    }
  }
}

let page: SetupPage | undefined;

/** Shows a report, in place of an earlier one. */
export function showSetup(context: vscode.ExtensionContext, content: string): Promise<void> {
  if (page === undefined) {
    page = new SetupPage();
    context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(SCHEME, page));
  }
  return page.show(content);
}
