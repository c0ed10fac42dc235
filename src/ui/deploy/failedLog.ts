import * as vscode from 'vscode';

const SCHEME = 'yolo-failed';

/** The last lines of containers that are gone: read-only, never to be saved. */
class FailedLogs implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, string>();

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#texts.get(path) ?? '';
  }

  async show(subject: string, text: string): Promise<void> {
    // A later failure of the same deployment takes the place of the earlier one.
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${subject}.log` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

let logs: FailedLogs | undefined;

/** Shows the last lines of a container that is gone. */
export function showFailedLog(
  { subscriptions }: vscode.ExtensionContext,
  subject: string,
  lines: readonly string[],
): Promise<void> {
  if (logs === undefined) {
    logs = new FailedLogs();
    subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(SCHEME, logs));
  }
  return logs.show(subject, `${lines.join('\n')}\n`);
}
